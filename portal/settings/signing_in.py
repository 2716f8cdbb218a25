"""How people sign in: citizens through VNeID alone, officials with two factors and a lock-out."""

import os
from typing import Any

VNEID_LEVEL = os.environ.get("VNEID_LEVEL", "2")
LOGIN_URL = "citizens:sign_in"
LOGIN_REDIRECT_URL = "citizens:dossiers"

ACCOUNT_ADAPTER = "portal.accounts.vneid.QuietAccounts"
SOCIALACCOUNT_ADAPTER = "portal.accounts.vneid.SignIns"
SOCIALACCOUNT_ONLY = True  # no local password, sign-up or e-mail pages of allauth
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_QUERY_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": os.environ.get("VNEID_CLIENT_ID", "lien-thong"),
                "secret": os.environ.get("VNEID_CLIENT_SECRET", ""),
                "settings": {
                    "server_url": os.environ.get("VNEID_URL", "").rstrip("/"),
                    "scope": ["openid", "profile", "email", "phone", "address"],
                },
            }
        ],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
OTP_TOTP_ISSUER = "Liên thông"

SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
"""A shared telephone keeps nobody signed in; the draft waits in the database."""
