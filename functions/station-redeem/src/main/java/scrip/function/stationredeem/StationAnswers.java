package scrip.function.stationredeem;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import scrip.money.Money;
import scrip.station.DeviceCaller;
import scrip.station.DeviceCaller.AtStation;
import scrip.station.EnrolDevice.Enrolled;
import scrip.station.PastRedemptions.Day;
import scrip.station.PastRedemptions.Entry;
import scrip.station.SignInOperator.Opened;
import scrip.voucher.VoucherRedemption;

/** What stations are answered. */
final class StationAnswers {

  private StationAnswers() {}

  /** Where a device stands; the time zone is an IANA name. */
  @RegisterForReflection
  public record Station(UUID id, String code, String name, String timeZone) {

    static Station of(AtStation station) {
      return new Station(station.id(), station.code(), station.name(), station.timeZone());
    }
  }

  /** A device and what its people call it. */
  @RegisterForReflection
  public record Device(UUID id, String label) {}

  /** The token is shown this once. */
  @RegisterForReflection
  public record EnrolledDevice(UUID deviceId, String deviceToken, Station station, Device device) {

    static EnrolledDevice of(Enrolled enrolled) {
      return new EnrolledDevice(
          enrolled.id(),
          enrolled.token(),
          Station.of(enrolled.station()),
          new Device(enrolled.id(), enrolled.label()));
    }
  }

  /** The session is for the header X-Station-Session. */
  @RegisterForReflection
  public record SignedIn(String session, Instant expiresAt, Station station, Device device) {

    static SignedIn of(Opened opened, DeviceCaller device) {
      return new SignedIn(
          opened.token(),
          opened.expiresAt(),
          Station.of(device.station()),
          new Device(device.id(), device.label()));
    }
  }

  /** The token in the place of the one that was shown. */
  @RegisterForReflection
  public record RolledDevice(String deviceToken) {}

  /** When somebody's session ends. */
  @RegisterForReflection
  public record Session(Instant expiresAt) {}

  /** Who asks; the session is null when nobody is signed in. */
  @RegisterForReflection
  public record Me(Station station, Device device, Session session, boolean redeemEnabled) {

    static Me of(DeviceCaller device) {
      return new Me(
          Station.of(device.station()),
          new Device(device.id(), device.label()),
          device.sessionExpiresAt() == null ? null : new Session(device.sessionExpiresAt()),
          device.redeemEnabled() && device.station().active());
    }
  }

  /** A voucher that was redeemed; the masked number is null when it is not known. */
  @RegisterForReflection
  public record RedeemedVoucher(
      String status,
      UUID voucherId,
      String brand,
      Money amount,
      String reference,
      Instant redeemedAt,
      String maskedMsisdn) {

    static RedeemedVoucher of(VoucherRedemption redemption) {
      return new RedeemedVoucher(
          "redeemed",
          redemption.voucherId(),
          redemption.brand(),
          redemption.amount(),
          redemption.reference(),
          redemption.redeemedAt(),
          redemption.maskedMsisdn());
    }
  }

  /** One redemption of the past; reversedAt is null while it stands. */
  @RegisterForReflection
  public record PastRedemption(
      UUID voucherId,
      String brand,
      Money amount,
      String reference,
      String maskedMsisdn,
      Instant redeemedAt,
      String method,
      Instant reversedAt) {

    static PastRedemption of(Entry entry) {
      return new PastRedemption(
          entry.voucherId(),
          entry.brand(),
          entry.amount(),
          entry.reference(),
          entry.maskedMsisdn(),
          entry.redeemedAt(),
          entry.method(),
          entry.reversedAt());
    }
  }

  /** So many, and their amounts together in minor units. */
  @RegisterForReflection
  public record Sum(long count, long amount) {}

  /** A day at the station in one currency. */
  @RegisterForReflection
  public record DayBalance(LocalDate day, String currency, Sum redeemed, Sum reversed) {

    static DayBalance of(Day day) {
      return new DayBalance(
          day.day(),
          day.currency(),
          new Sum(day.redeemed().count(), day.redeemed().amount()),
          new Sum(day.reversed().count(), day.reversed().amount()));
    }
  }

  /** Days of the station's time zone, the newest first. */
  @RegisterForReflection
  public record Balance(List<DayBalance> data, String timeZone, Instant asOf) {}
}
