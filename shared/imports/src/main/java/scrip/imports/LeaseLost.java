package scrip.imports;

/** Another worker goes on with this import, or may: nothing of this batch was written. */
final class LeaseLost extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLost() {
    super("the lease of the import is over", null, false, false);
  }
}
