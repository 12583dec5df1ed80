package dev.sallyport.notify;

import dev.sallyport.config.Endpoint.Mail;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Date;
import java.util.Properties;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Tells people by mail, over SMTP. TLS is used where the server has it, and is a must where there
/// is a password.
///
/// @param password of the mail's user
record MailSender(Mail mail, @Nullable String password, AddressRules rules) implements Sender {
  private static final String TIMEOUT = Long.toString(HttpPost.LONGEST.toMillis());

  @Override
  public Outcome send(Notice notice) {
    Session session = Session.getInstance(properties());
    try (Transport transport = session.getTransport(mail.implicitTls() ? "smtps" : "smtp")) {
      transport.connect(mail.host(), mail.port(), mail.user().orElse(null), password);
      MimeMessage message = message(session, notice);
      transport.sendMessage(message, message.getAllRecipients());
      return new Outcome.Taken();
    } catch (AuthenticationFailedException e) {
      return new Outcome.Refused("it does not take the user and the password");
    } catch (MessagingException e) {
      return e.getNextException() instanceof IOException io
          ? new Outcome.Failed(WebhookSender.reason(io))
          : new Outcome.Failed("the mail server did not take it");
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    for (String protocol : new String[] {"mail.smtp.", "mail.smtps."}) {
      properties.put(protocol + "connectiontimeout", TIMEOUT);
      properties.put(protocol + "timeout", TIMEOUT);
      properties.put(protocol + "writetimeout", TIMEOUT);
      properties.put(protocol + "socketFactory", new Guarded(rules));
      properties.put(protocol + "socketFactory.fallback", "false");
      properties.put(protocol + "ssl.checkserveridentity", "true");
      properties.put(protocol + "auth", Boolean.toString(mail.user().isPresent()));
    }
    properties.put("mail.smtp.starttls.enable", "true");
    properties.put("mail.smtp.starttls.required", Boolean.toString(mail.user().isPresent()));
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
    text.append("trace ").append(notice.field("traceId")).append("\r\n");
    return text.toString();
  }

  /// Without the password.
  @Override
  public String toString() {
    return "MailSender[" + mail + "]";
  }

  /// Makes guarded sockets; the mail library connects them by itself.
  private static final class Guarded extends SocketFactory {
    private final AddressRules rules;

    Guarded(AddressRules rules) {
      this.rules = rules;
    }

    @Override
    public Socket createSocket() {
      return new GuardedSocket(rules);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      Socket socket = createSocket();
      socket.connect(new java.net.InetSocketAddress(host, port));
      return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(host, port);
    }
  }
}
