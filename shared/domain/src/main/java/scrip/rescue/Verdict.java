package scrip.rescue;

/**
 * What is done about a stuck card, and why, in words for people.
 *
 * @param finding no address, no code
 */
record Verdict(Act act, String finding) {

  /** What may be done. */
  enum Act {
    KEEP,
    DRIVE,
    RELEASE
  }

  static Verdict keep(String finding) {
    return new Verdict(Act.KEEP, finding);
  }

  static Verdict drive(String finding) {
    return new Verdict(Act.DRIVE, finding);
  }

  static Verdict release(String finding) {
    return new Verdict(Act.RELEASE, finding);
  }
}
