// Small comforts of the desk; everything works without them.
(() => {
  "use strict";
  document.documentElement.classList.add("lt-scripted");

  // The sentence the family will read, while it is being written.
  document.querySelectorAll("form[data-sentence]").forEach((form) => {
    const shown = form.querySelector("[data-preview]");
    const words = () => {
      const filled = form.dataset.sentence.replace(/\{([a-z_]+)\}/g, (_all, name) => {
        const field = form.querySelector(`[data-blank="${name}"]`);
        return (field && field.value.trim()) || "……";
      });
      const note = form.querySelector("[name=note]");
      shown.textContent = [filled, note ? note.value.trim() : ""].filter(Boolean).join(" ");
    };
    // Choosing a field fills in what was declared there, and what it is called.
    const declared = JSON.parse(form.dataset.declared || "{}");
    form.addEventListener("change", (event) => {
      if (event.target.name !== "items" || event.target.type !== "radio") return;
      const label = event.target.closest("label").textContent.toLowerCase();
      const blank = form.querySelector('[data-blank="declared"]');
      if (blank) blank.value = declared[event.target.value] || "";
      const what = form.querySelector('select[data-blank="what"]');
      const meant = what && [...what.options].filter((one) => one.value &&
        label.includes(one.value.toLowerCase()));
      if (meant && meant.length === 1) what.value = meant[0].value;
      words();
    });
    form.addEventListener("input", words);
    words();
  });

  document.querySelectorAll("[data-mirror]").forEach((place) => {
    const field = document.querySelector(`[name="${place.dataset.mirror}"]`);
    if (!field) return;
    field.addEventListener("input", () => {
      const chosen = field.options && field.options[field.selectedIndex];
      const words = chosen && field.value ? chosen.textContent : field.value;
      place.textContent = words.trim() || "……";
    });
  });

  // A second press sends nothing twice.
  document.querySelectorAll("form[data-once]").forEach((form) => {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
