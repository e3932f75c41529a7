package scrip.problem;

/** What can be wrong with any request, whatever it asks for. */
public enum RequestRefusal implements Refusal {
  INVALID_REQUEST(
      400, "The request has faults", "Correct the members listed in errors, then send it again."),
  UNAUTHORIZED(401, "The credentials are not valid", "Use a current API key, or none."),
  FORBIDDEN(403, "This is not allowed for you", "Ask an administrator for the right to do this."),
  DIRECT_CALL(403, "Direct calls are refused", "Use the public address."),
  NOT_FOUND(404, "Nothing is here", "Check the address."),
  METHOD_NOT_ALLOWED(405, "This method is not offered here", "See the interface description."),
  NOT_ACCEPTABLE(
      406, "No such form of answer", "Accept the media type that the interface description names."),
  IN_FLIGHT(
      409,
      "The same request is still being worked on",
      "Wait as long as Retry-After says, then send it again with the same key."),
  BODY_TOO_LARGE(413, "The body is too large", "Send at most 16 KiB."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The media type is not supported",
      "Send the media type that the interface description names."),
  KEY_REUSED(
      422,
      "The idempotency key belongs to another request",
      "Use a new key for a new request, or repeat the first one unchanged."),
  TOO_MANY_ATTEMPTS(429, "Too many attempts", "Wait as long as Retry-After says, then try again."),
  INTERNAL(
      500,
      "Something went wrong on our side",
      "Send the same request again; if it goes on, tell support the instance of this problem."),
  NOT_CONFIGURED(503, "A part of the system is not configured", "Tell the engineer on call.");

  private final int status;
  private final String title;
  private final String advice;

  RequestRefusal(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String advice() {
    return advice;
  }
}
