"""Refusals of the Messages API, in its own shape, and what each kind of failure looks like from outside."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiError(Exception):
    """A refusal: its HTTP status, its type by the API's own names, a sentence, and headers beside the usual ones."""

    status: int
    kind: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.kind}: {self.message}"

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the JSON body that the API answers with."""
        error = {"type": self.kind, "message": self.message, "details": None}
        return {"type": "error", "error": error, "request_id": request_id}


def invalid(message: str) -> ApiError:
    """Return the 400 for a request that is wrong in itself."""
    return ApiError(400, "invalid_request_error", message)


def unauthenticated(message: str) -> ApiError:
    """Return the 401 for a key that is missing or wrong."""
    return ApiError(401, "authentication_error", message)


def not_found(message: str) -> ApiError:
    """Return the 404 for an address or a model that is not there."""
    return ApiError(404, "not_found_error", message)


def too_large() -> ApiError:
    """Return the 413 for a body over the limit."""
    return ApiError(413, "request_too_large", "Request exceeds the maximum size")


def failure(name: str, retry_after: float) -> ApiError | None:
    """Return the refusal that an ordered failure makes, or None when the name is not one of them."""
    if name == "rate_limited":
        wait = f"{retry_after:g}"
        headers = {"retry-after": wait, "anthropic-ratelimit-requests-remaining": "0"}
        return ApiError(429, "rate_limit_error", "This request would exceed your account's rate limit.", headers)
    kinds = {
        "overloaded": (529, "overloaded_error", "Overloaded"),
        "failing": (500, "api_error", "Internal server error"),
        "forbidden": (403, "permission_error", "Your API key does not have permission to use the specified resource."),
        "unpaid": (402, "billing_error", "Your credit balance is too low to access the API."),
    }
    return ApiError(*kinds[name]) if name in kinds else None
