/** A stand-in for a mail server: takes mails, fails as told, sends nothing anywhere. */
package scrip.testing.mail;
