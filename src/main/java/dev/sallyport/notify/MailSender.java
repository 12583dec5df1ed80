package dev.sallyport.notify;

import dev.sallyport.config.Endpoint.Mail;
import dev.sallyport.log.Escapes;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Tells people by mail, over SMTP. TLS is used where the server has it, and is a must where there
/// is a password.
///
/// @param password of the mail's user
/// @param longest how long all of it may take
record MailSender(Mail mail, @Nullable String password, Reach reach, Duration longest)
    implements Sender {
  /// How long a mail may take: servers greet and take slowly, on purpose. It is within the time for
  /// which a gate has an endpoint for itself.
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String TIMEOUT = Long.toString(HttpPost.LONGEST.toMillis());

  @Override
  public Outcome send(Notice notice) {
    boolean taken = false;
    try (TimeLimit limit = new TimeLimit(longest)) {
      Session session = Session.getInstance(properties(limit));
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect(mail.host(), mail.port(), mail.user().orElse(null), password);
        MimeMessage message = message(session, notice);
        transport.sendMessage(message, message.getAllRecipients());
        taken = true;
      } catch (MessagingException e) {
        // A server that does not take its leave well has taken the mail nevertheless.
        return taken ? new Outcome.Taken() : judge(e, limit.isOver());
      }
      return new Outcome.Taken();
    }
  }

  private static Outcome judge(MessagingException e, boolean late) {
    if (late) {
      return new Outcome.Failed(WebhookSender.reason(new SocketTimeoutException("limit LONGEST")));
    }
    if (e instanceof AuthenticationFailedException) {
      return new Outcome.Refused("it does not take the user and the password");
    }
    return e.getNextException() instanceof IOException io
        ? new Outcome.Failed(WebhookSender.reason(io))
        : new Outcome.Failed("the mail server did not take it");
  }

  private Properties properties(TimeLimit limit) {
    Properties properties = new Properties();
    boolean password = mail.user().isPresent();
    boolean startTls = !mail.implicitTls();
    properties.put("mail.smtp.connectiontimeout", TIMEOUT);
    properties.put("mail.smtp.timeout", TIMEOUT);
    properties.put("mail.smtp.writetimeout", TIMEOUT);
    // The library's own way to begin with TLS would make a socket that is not guarded.
    properties.put("mail.smtp.socketFactory", new GuardedSockets(reach, mail.implicitTls(), limit));
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(startTls && password));
    properties.put("mail.smtp.ssl.socketFactory", reach.tls());
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.auth", Boolean.toString(password));
    return properties;
  }

  private MimeMessage message(Session session, Notice notice) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          // The same whenever it is sent, so that a mail program shows it once.
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + notice.id() + "@sallyport>");
          }
        };
    message.setFrom(new InternetAddress(mail.from()));
    for (String to : mail.to()) {
      message.addRecipient(RecipientType.TO, new InternetAddress(to));
    }
    message.setSentDate(Date.from(notice.at()));
    message.setSubject("Sallyport: " + notice.sentence(), "UTF-8");
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setText(text(notice), "UTF-8");
    return message;
  }

  private static String text(Notice notice) {
    StringBuilder text = new StringBuilder(notice.sentence()).append("\r\n\r\n");
    if (notice.link() != null) {
      text.append(notice.link()).append("\r\n\r\n");
    }
    text.append("at ").append(notice.at()).append("\r\n");
    text.append("record ")
        .append(notice.sequence())
        .append(", ")
        .append(notice.id())
        .append("\r\n");
    text.append("trace ").append(Escapes.line(notice.field("traceId"))).append("\r\n");
    return text.toString();
  }

  /// Without the password.
  @Override
  public String toString() {
    return "MailSender[" + mail + "]";
  }
}
