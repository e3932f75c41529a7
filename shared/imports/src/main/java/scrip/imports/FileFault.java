package scrip.imports;

/** A file that cannot be imported at all. Its message is for people and holds nothing secret. */
final class FileFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FileFault(String message) {
    super(message, null, false, false);
  }
}
