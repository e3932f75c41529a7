package scrip.function.console;

import io.restassured.specification.RequestSpecification;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A route of the console, as its class declares it.
 *
 * @param consumes media type of its body; null when it says none
 * @param open whether anybody may call it
 * @param rights the words of which a caller needs one; null when it says none
 */
record Route(String method, String path, String consumes, boolean open, Set<String> rights) {

  private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target", "classes");
  private static final Pattern VARIABLE = Pattern.compile("\\{\\s*\\w+\\s*(?::\\s*([^}]+))?\\}");

  /** All of them, in any package of the function. */
  static List<Route> all() {
    try (Stream<java.nio.file.Path> files = Files.walk(CLASSES.resolve("scrip/function/console"))) {
      List<Route> routes = new ArrayList<>();
      files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .forEach(name -> of(load(name), routes));
      routes.sort(Comparator.comparing(Route::name));
      return routes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return method + " " + path;
  }

  /** Calls it with ids that nobody has and an empty body; returns the status. */
  int call(RequestSpecification who) {
    if (!method.equals("GET") && !method.equals("DELETE")) {
      who.contentType(consumes == null ? "application/json" : consumes);
    }
    return who.request(method, example()).statusCode();
  }

  private String example() {
    Matcher variable = VARIABLE.matcher(path);
    return variable.replaceAll(
        found -> {
          String form = found.group(1);
          return Stream.of(UUID.randomUUID().toString(), "1", "a")
              .filter(value -> form == null || value.matches(form.trim()))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no example for " + path));
        });
  }

  private static void of(Class<?> type, List<Route> routes) {
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      return;
    }
    for (Method method : type.getMethods()) {
      String verb = verb(method);
      if (verb != null && !method.isBridge()) {
        Consumes consumes = nearest(method, type, Consumes.class);
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        boolean open = method.isAnnotationPresent(PermitAll.class);
        if (!open && allowed == null) {
          allowed = type.getAnnotation(RolesAllowed.class);
          open = type.isAnnotationPresent(PermitAll.class);
        }
        routes.add(
            new Route(
                verb,
                path(type.getAnnotation(Path.class)) + path(method.getAnnotation(Path.class)),
                consumes == null ? null : consumes.value()[0],
                open,
                allowed == null ? null : Set.of(allowed.value())));
      }
    }
  }

  private static String verb(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        return verb.value();
      }
    }
    return null;
  }

  private static <A extends Annotation> A nearest(Method method, Class<?> type, Class<A> kind) {
    A own = method.getAnnotation(kind);
    return own == null ? type.getAnnotation(kind) : own;
  }

  private static String path(Path path) {
    if (path == null) {
      return "";
    }
    String text = path.value().replaceAll("^/|/$", "");
    return text.isEmpty() ? "" : "/" + text;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
