"""What a page may load: only our own files, and a looser rule for the admin alone."""

import os

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN = "/quan-tri/"

# Signing in posts a form whose answer redirects to VNeID, and browsers check that hop too.
_identity_provider = os.environ.get("VNEID_URL", "").rstrip("/")

POLICY: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF, _identity_provider] if _identity_provider else [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}

# Unfold's pages carry inline scripts and styles, and Alpine.js evaluates the expressions it finds
# in attributes. Officials sign in there with two factors; nothing a citizen visits gets this.
ADMIN_POLICY: dict[str, list[str]] = {
    **POLICY,
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}


class ContentSecurity(CSPMiddleware):
    """Send the policy of the part of the site a request went to."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Loosen the policy under the admin's address and nowhere else."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(ADMIN) and not report_only:
            parts.config = ADMIN_POLICY
        return parts
