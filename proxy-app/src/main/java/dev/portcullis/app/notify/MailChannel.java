package dev.portcullis.app.notify;

import dev.portcullis.app.report.Printable;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** Sends mails to a mail server (RFC 5321): plain text, one to all who are to get it. */
final class MailChannel implements Channel {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Destination.Mail to;
    private final Session session;
    private final ZoneId zone;

    MailChannel(Destination.Mail to, ZoneId zone) {
        this(to, zone, null, PATIENCE);
    }

    /** The same, with whom TLS trusts: null for those that Java trusts. */
    MailChannel(Destination.Mail to, ZoneId zone, @Nullable SSLSocketFactory trust, Duration patience) {
        this.to = to;
        this.zone = zone;
        this.session = Session.getInstance(properties(to, trust, String.valueOf(patience.toMillis())));
    }

    private static Properties properties(Destination.Mail to, @Nullable SSLSocketFactory trust, String millis) {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.auth", String.valueOf(to.login() != null));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.sendpartial", "true"); // one address that is refused must not silence the others
        switch (to.security()) {
            case OFF -> properties.put("mail.smtp.starttls.enable", "false");
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                properties.put("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.put("mail.smtp.ssl.enable", "true");
        }
        if (trust != null) {
            properties.put("mail.smtp.ssl.socketFactory", trust);
            properties.put("mail.smtp.ssl.socketFactory.fallback", "false");
        }
        return properties;
    }

    @Override
    public Reply send(Message message) {
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            Destination.Login login = to.login();
            transport.connect(
                    to.host(),
                    to.port(),
                    login == null ? null : login.user(),
                    login == null ? null : login.password().text());
            MimeMessage mail = mail(message);
            transport.sendMessage(mail, mail.getAllRecipients());
            return new Reply.Accepted(hidden("SMTP " + transport.getLastServerResponse()));
        } catch (SendFailedException e) {
            return isSentToSome(e)
                    ? new Reply.Accepted("but not by all: " + failed(e).answer())
                    : failed(e);
        } catch (MessagingException e) {
            return failed(e);
        }
    }

    private static boolean isSentToSome(SendFailedException failure) {
        Address[] sent = failure.getValidSentAddresses();
        return sent != null && sent.length > 0;
    }

    private MimeMessage mail(Message message) throws MessagingException {
        MimeMessage mail = new Mail(session, to.from());
        mail.setFrom(new InternetAddress(to.from(), true));
        List<Address> recipients = new ArrayList<>();
        for (String recipient : to.to()) {
            recipients.add(new InternetAddress(recipient, true));
        }
        mail.setRecipients(RecipientType.TO, recipients.toArray(new Address[0]));
        mail.setSubject("[Portcullis] " + message.title(), "us-ascii");
        mail.setHeader(
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(message.at().atZone(zone)));
        mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no answer is wanted
        mail.setText(message.text() + "\n", "us-ascii");
        mail.saveChanges();
        return mail;
    }

    /** A mail whose identifier tells nothing of the machine but the sender's domain. */
    private static final class Mail extends MimeMessage {

        private final String domain;

        Mail(Session session, String from) {
            super(session);
            this.domain = from.substring(from.indexOf('@') + 1);
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + domain + ">");
        }
    }

    private Reply.Failed failed(MessagingException failure) {
        Set<String> said = new LinkedHashSet<>();
        boolean refused = failure instanceof AuthenticationFailedException;
        for (Exception each = failure; each != null; each = next(each)) {
            refused |= code(each) >= 500;
            said.add(String.valueOf(each.getMessage()).strip());
        }
        String prefix = failure instanceof AuthenticationFailedException ? "SMTP: the login was refused: " : "SMTP: ";
        return new Reply.Failed(hidden(prefix + String.join("; ", said)), refused, Duration.ZERO);
    }

    /** The server's code for it (RFC 5321 4.2); 0 when it said none. */
    private static int code(Exception failure) {
        if (failure instanceof SMTPSendFailedException mail) {
            return mail.getReturnCode();
        }
        if (failure instanceof SMTPAddressFailedException recipient) {
            return recipient.getReturnCode();
        }
        return failure instanceof SMTPSenderFailedException sender ? sender.getReturnCode() : 0;
    }

    private static @Nullable Exception next(Exception failure) {
        if (failure instanceof MessagingException messaging && messaging.getNextException() != null) {
            return messaging.getNextException();
        }
        return failure.getCause() instanceof Exception cause && cause != failure ? cause : null;
    }

    /** In one line, without the password, should the other side repeat it. */
    private String hidden(String words) {
        Destination.Login login = to.login();
        String line = Printable.of(words.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; "));
        return login == null ? line : login.password().hideIn(line);
    }
}
