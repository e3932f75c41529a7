package scrip.station;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which passcodes are taken: four to eight digits, but not those that are tried first. */
public final class PasscodeRules {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{4,8}");
  private static final Pattern REPEATED = Pattern.compile("(.{1,4})\\1+");
  private static final Pattern PAIRS = Pattern.compile("(?:(.)\\1)+");
  private static final Pattern YEAR = Pattern.compile("(?:19|20)[0-9]{2}");

  // Lines of the keypad, and what people make of 1 to 9.
  private static final Set<String> COMMON =
      Set.of(
          "2580",
          "0852",
          "1470",
          "1590",
          "3570",
          "1397",
          "1379",
          "7913",
          "1236987",
          "14789632",
          "147258",
          "258036",
          "159357",
          "147369",
          "123654",
          "789456",
          "112233",
          "123321",
          "1221",
          "2112",
          "1004",
          "1310",
          "8520",
          "4711",
          "0007",
          "1472",
          "1598",
          "7531",
          "2468",
          "8642");

  private PasscodeRules() {}

  /** What is wrong with a passcode; empty when nothing is. Never says the passcode. */
  public static Optional<String> fault(String passcode) {
    if (!DIGITS.matcher(passcode).matches()) {
      return Optional.of("must be 4 to 8 digits");
    }
    boolean easy =
        REPEATED.matcher(passcode).matches()
            || PAIRS.matcher(passcode).matches()
            || passcode.length() == 4 && YEAR.matcher(passcode).matches()
            || COMMON.contains(passcode)
            || isRun(passcode, 1)
            || isRun(passcode, -1);
    return easy ? Optional.of("is among the passcodes that are tried first") : Optional.empty();
  }

  /** Whether each digit is the one before it and so much more; after 9 comes 0. */
  private static boolean isRun(String passcode, int step) {
    for (int i = 1; i < passcode.length(); i++) {
      if (Math.floorMod(passcode.charAt(i) - passcode.charAt(i - 1) - step, 10) != 0) {
        return false;
      }
    }
    return true;
  }
}
