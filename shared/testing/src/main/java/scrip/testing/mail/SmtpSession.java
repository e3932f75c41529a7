package scrip.testing.mail;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import scrip.testing.mail.MailFault.Answer;
import scrip.testing.mail.MailFault.Step;

/** One connection of a client, from the greeting to its end. */
final class SmtpSession {

  /** What of it others hear. */
  interface Listener {
    boolean known(String user, String password);

    void accepted(String from, String to, String source);
  }

  private final NetSocket socket;
  private final MailFault fault;
  private final Listener listener;
  private StringBuilder mail;
  private boolean loggedIn;
  private String user;
  private boolean askedForLogin;
  private String from;
  private String to;

  SmtpSession(NetSocket socket, MailFault fault, Listener listener) {
    this.socket = socket;
    this.fault = fault;
    this.listener = listener;
  }

  void start() {
    socket.exceptionHandler(gone -> {});
    socket.handler(RecordParser.newDelimited("\r\n", line -> read(text(line))));
    answer(Step.GREETING, "220 stand-in ESMTP");
  }

  private void read(String line) {
    if (mail != null) {
      readMail(line);
    } else if (askedForLogin) {
      readLogin(line);
    } else {
      readCommand(line);
    }
  }

  private void readCommand(String line) {
    switch (line.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
      case "EHLO" ->
          answer(Step.HELLO, "250-stand-in\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES");
      case "HELO" -> answer(Step.HELLO, "250 stand-in");
      case "AUTH" -> login(line.split(" "));
      case "MAIL" -> {
        from = address(line);
        answer(Step.SENDER, loggedIn ? "250 2.1.0 Ok" : "530 5.7.0 Authentication required");
      }
      case "RCPT" -> {
        to = address(line);
        answer(Step.RECIPIENT, from == null ? "503 5.5.1 Wants MAIL first" : "250 2.1.5 Ok");
      }
      case "DATA" -> {
        mail = fault.step() == Step.DATA || to == null ? null : new StringBuilder();
        answer(Step.DATA, to == null ? "503 5.5.1 Wants RCPT first" : "354 Go on");
      }
      case "RSET" -> {
        from = null;
        to = null;
        socket.write("250 2.0.0 Ok\r\n");
      }
      case "QUIT" -> socket.end(Buffer.buffer("221 2.0.0 Bye\r\n"));
      default -> socket.write("502 5.5.2 What?\r\n");
    }
  }

  private void login(String[] words) {
    if (words.length == 3 && words[1].equals("PLAIN")) {
      String[] parts = decoded(words[2]).split("\0", -1);
      loggedIn = parts.length == 3 && listener.known(parts[1], parts[2]);
      answerLogin();
    } else {
      askedForLogin = true;
      user = null;
      socket.write("334 VXNlcm5hbWU6\r\n");
    }
  }

  private void readLogin(String line) {
    if (user == null) {
      user = decoded(line);
      socket.write("334 UGFzc3dvcmQ6\r\n");
    } else {
      askedForLogin = false;
      loggedIn = listener.known(user, decoded(line));
      answerLogin();
    }
  }

  private void answerLogin() {
    answer(Step.LOGIN, loggedIn ? "235 2.7.0 Ok" : "535 5.7.8 Credentials invalid");
  }

  private void readMail(String line) {
    if (!line.equals(".")) {
      mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
      return;
    }
    String source = mail.toString();
    mail = null;
    if (fault.step() != Step.CONTENT || fault.accepts()) {
      listener.accepted(from, to, source);
    }
    answer(Step.CONTENT, "250 2.0.0 Ok");
  }

  private void answer(Step step, String usual) {
    if (fault.step() != step) {
      socket.write(usual + "\r\n");
      return;
    }
    String reply = fault.code() + " " + fault.text() + "\r\n";
    if (fault.answer() == Answer.REPLY) {
      socket.write(reply);
    } else if (fault.answer() == Answer.REPLY_AND_CLOSE) {
      socket.end(Buffer.buffer(reply));
    } else if (fault.answer() == Answer.CLOSE) {
      socket.close();
    }
  }

  private static String address(String line) {
    return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String text(Buffer line) {
    return line.toString(StandardCharsets.UTF_8);
  }
}
