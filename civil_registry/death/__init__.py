"""Death registration (đăng ký khai tử)."""
