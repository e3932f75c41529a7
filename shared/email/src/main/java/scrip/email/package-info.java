/**
 * Cards by e-mail: the one place that knows SMTP's answers and how a mail looks.
 *
 * <p>Of quarkus-mailer this takes the mail client and the templates, and not its {@code Mailer}
 * bean: that is set up from the environment when a function starts, which holds ARNs only; it tells
 * no connection that was never made from an answer that was lost; and in tests and in development
 * it swallows mails unless told otherwise. Here a client is made for one mail at the time of
 * sending, from the secret {@code mail}. So nothing connects at start, no connection outlives its
 * mail, none can have gone stale, and {@code quarkus.mailer.*} means nothing.
 *
 * <p>What a server said is in {@code SmtpReplies}. Submission to the server is all that is known of
 * a mail: nobody reports whether it reached a mailbox.
 */
package scrip.email;
