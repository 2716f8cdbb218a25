# One image for every process of the portal; docker-compose.yml says which one a container runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal

# First the packages alone: they change less often than the code.
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

RUN useradd --system --home-dir /srv/portal portal \
    && mkdir -p /var/lib/portal/documents /var/lib/simulator /var/lib/tokens \
    && chown -R portal /var/lib/portal /var/lib/simulator /var/lib/tokens
COPY . .
RUN python -m compileall -q -j 0 .

# Static files are hashed and compressed into the image; the values below reach nothing.
RUN DJANGO_SETTINGS_MODULE=portal.settings.production DJANGO_SECRET_KEY=build \
    DATABASE_URL=postgres://build REDIS_URL=redis://build ALLOWED_HOSTS=build \
    PORTAL_URL=https://build PORTAL_ROLE=portal_desk PORTAL_PROXIES=none \
    CIVIL_STATUS_REGISTER_URL=https://build \
    RESIDENCE_REGISTER_URL=https://build SOCIAL_INSURANCE_URL=https://build \
    VNEID_URL=https://build MESSAGING_URL=https://build \
    COMMUNE_WELFARE_URL=https://build HOME_AFFAIRS_URL=https://build \
    python manage.py collectstatic --no-input

USER portal
ENV DJANGO_SETTINGS_MODULE=portal.settings.production PORTAL_DOCUMENTS=/var/lib/portal/documents
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"]
