package scrip.ops;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Last line of defence for logs: masks whatever looks like a phone number, an e-mail address or a
 * redemption code in a message or its parameters. Nothing should log these in the first place.
 */
@LoggingFilter(name = "masking")
public final class MaskingFilter implements Filter {

  private static final Formatter FORMATTER = new PatternFormatter("%s");
  private static final Pattern ADDRESS = Pattern.compile("[\\w.+-]+@[\\w-]+\\.[\\w.-]+");
  private static final Pattern PHONE = Pattern.compile("(?<![\\w-])\\+[1-9]\\d{6,14}(?!\\w)");
  private static final Pattern CODE =
      Pattern.compile("(?<![\\w-])[2-9A-Y]{4}-[2-9A-Y]{4}-[2-9A-Y]{4}(?![\\w-])");

  @Override
  public boolean isLoggable(LogRecord entry) {
    if (entry instanceof ExtLogRecord formatted) {
      // Formatted here, with its parameters, so that nothing of them is put in again afterwards.
      formatted.setMessage(
          mask(FORMATTER.formatMessage(formatted)), ExtLogRecord.FormatStyle.NO_FORMAT);
      return true;
    }
    entry.setMessage(mask(entry.getMessage()));
    Object[] parameters = entry.getParameters();
    for (int i = 0; parameters != null && i < parameters.length; i++) {
      if (parameters[i] instanceof String text) {
        parameters[i] = mask(text);
      }
    }
    return true;
  }

  static String mask(String text) {
    if (text == null) {
      return null;
    }
    String masked = ADDRESS.matcher(text).replaceAll("•@•");
    masked = PHONE.matcher(masked).replaceAll("+•");
    return CODE.matcher(masked).replaceAll("••••-••••-••••");
  }
}
