package scrip.testing.twilio;

/** How the stand-in reports what becomes of a message by itself. */
public enum TwilioReporting {
  /** Sent, then how it ended. */
  IN_ORDER,
  /** How it ended, then that it was sent. */
  IN_REVERSE,
  /** Each of them twice. */
  TWICE,
  /** Each of them twenty times as late. */
  LATE,
  /** Not at all; asked for it, the stand-in tells. */
  LOST,
  /** Each of them with a wrong signature first. */
  FORGED_FIRST
}
