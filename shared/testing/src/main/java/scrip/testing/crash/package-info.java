/**
 * The killer: a real process ({@link scrip.testing.crash.Victim}) is stopped at a named point
 * ({@link scrip.testing.crash.Roadblock}) and killed; afterwards {@link
 * scrip.testing.HistoryChecker} reads the history.
 */
package scrip.testing.crash;
