package scrip.email;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.NotConnected;
import scrip.delivery.DeliveryOutcome.Unknown;

/**
 * One mail handed to one server, once. Between log-in and envelope it passes a gate: before it
 * nothing can have been sent, after it anything may have been. Who gives up before the gate shuts
 * it, so that a server that wakes up late gets no mail.
 */
final class Submission {

  private enum Gate {
    OPEN,
    PASSED,
    SHUT
  }

  private final Vertx vertx;
  private final EmailConfig config;
  private final MailServer server;
  private final MailMessage mail;
  private final AtomicReference<Gate> gate = new AtomicReference<>(Gate.OPEN);

  Submission(Vertx vertx, EmailConfig config, MailServer server, MailMessage mail) {
    this.vertx = vertx;
    this.config = config;
    this.server = server;
    this.mail = mail;
  }

  /**
   * The client has no hook between log-in and envelope; it asks for this setting there, once, and
   * drops the mail when that fails. A test for each step holds it to that.
   */
  private final class Gated extends MailConfig {
    @Override
    public boolean isPipelining() {
      if (gate.compareAndSet(Gate.OPEN, Gate.PASSED) || gate.get() == Gate.PASSED) {
        return super.isPipelining();
      }
      throw new IllegalStateException("given up");
    }
  }

  /** Sends; blocks for as long as one mail may take. To be called once. */
  DeliveryOutcome outcome() {
    MailConfig settings = new Gated();
    server.configure(settings, config);
    MailClient client = MailClient.create(vertx, settings);
    CompletableFuture<MailResult> answer = new CompletableFuture<>();
    // On an event loop, so that the client sees an answer before the end of its connection.
    vertx.runOnContext(
        start ->
            client.sendMail(
                mail,
                result -> {
                  if (result.succeeded()) {
                    answer.complete(result.result());
                  } else {
                    answer.completeExceptionally(result.cause());
                  }
                }));
    try {
      return await(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lost("the wait for the mail server was ended");
    } finally {
      client.close(ignored -> {});
    }
  }

  private DeliveryOutcome await(CompletableFuture<MailResult> answer) throws InterruptedException {
    Duration login = config.loginTimeout();
    try {
      try {
        return accepted(answer.get(login.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException noAnswerYet) {
        // Nor does the client tell when a connection ends before a greeting.
        if (gate.compareAndSet(Gate.OPEN, Gate.SHUT)) {
          return new NotConnected("the mail server did not let us in in time");
        }
        long rest = config.timeout().minus(login).toMillis();
        return accepted(answer.get(Math.max(0, rest), TimeUnit.MILLISECONDS));
      }
    } catch (TimeoutException e) {
      return lost("the mail server did not answer in time");
    } catch (ExecutionException e) {
      return failed(e.getCause());
    }
  }

  private static DeliveryOutcome accepted(MailResult result) {
    return new Accepted(result.getMessageID());
  }

  private DeliveryOutcome failed(Throwable cause) {
    if (cause instanceof SMTPException reply) {
      return SmtpReplies.outcome(reply);
    }
    if (!gate.compareAndSet(Gate.OPEN, Gate.SHUT)) {
      return lost("the connection to the mail server was lost");
    }
    String text = String.valueOf(cause.getMessage());
    if (text.startsWith("login is required")) {
      return new Misconfigured(null, "the mail server does not take our kind of log-in");
    }
    if (text.startsWith("STARTTLS required")) {
      return new Misconfigured(null, "the mail server offers no TLS");
    }
    if (cause instanceof SSLHandshakeException) {
      return new Misconfigured(null, "the mail server's certificate or its TLS is not accepted");
    }
    return new NotConnected("no connection to the mail server was made");
  }

  private DeliveryOutcome lost(String text) {
    return gate.getAndSet(Gate.SHUT) == Gate.PASSED
        ? new Unknown(text)
        : new NotConnected("no connection to the mail server was made");
  }
}
