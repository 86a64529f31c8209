package io.github.qccroutes.console;

import io.github.qccroutes.api.ProviderRejectedException;
import io.github.qccroutes.api.ProviderUnavailableException;
import io.github.qccroutes.config.Secrets;
import io.github.qccroutes.store.Database;
import io.github.qccroutes.tables.DropFileException;
import io.github.qccroutes.tables.Message;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ExceptionHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The one way in: every route of the console runs behind it. It makes sure of the host, of who
 * asks, of the page that made a browser ask, of the role, and of the shape of what is asked; writes
 * down what is to be done; hands the route its parameters as variables and nothing else; and tells
 * what failed as a problem. Thread-safe.
 */
final class ConsoleDoor {
  private static final Logger LOG = LoggerFactory.getLogger("console");
  private static final String PERSON = "consolePerson";
  private static final String AT_END = "consoleAtEnd";
  private static final String BEARER = "Bearer ";

  /** What in a body or a query tells why. */
  private static final Set<String> REASONS = Set.of("reason", "note");

  private final OpenApi api;
  private final ConsoleHosts hosts;
  private final ConsoleProxy proxy;
  private final ConsoleSessions sessions;
  private final ConsoleTokens tokens;
  private final ConsoleUsers users;
  private final OperatorActions actions;

  ConsoleDoor(
      OpenApi api,
      ConsoleHosts hosts,
      ConsoleProxy proxy,
      ConsoleSessions sessions,
      ConsoleTokens tokens,
      ConsoleUsers users,
      OperatorActions actions) {
    this.api = api;
    this.hosts = hosts;
    this.proxy = proxy;
    this.sessions = sessions;
    this.tokens = tokens;
    this.users = users;
    this.actions = actions;
  }

  /** Whoever the door let in. */
  static Person person(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(PERSON, Person.class));
  }

  /**
   * Puts the door before a route.
   *
   * @param methods of the route, such as GET
   * @param path with names for what varies
   */
  Processor before(Processor route, Set<String> methods, String path) {
    Map<String, Operation> operations =
        methods.stream()
            .collect(Collectors.toMap(method -> method, method -> api.operation(method, path)));
    return exchange -> {
      try {
        enter(exchange, operations);
        route.process(exchange);
        Exception failure = exchange.getException();
        if (failure != null) {
          exchange.setException(null);
          throw ConsoleLists.isCursorAtFault(exchange, failure) ? ConsoleLists.noCursor() : failure;
        }
        ConsoleAnswer.finish(exchange);
      } catch (ConsoleProblem e) {
        ConsoleAnswer.problem(exchange, e);
      } catch (ProviderUnavailableException | ProviderRejectedException e) {
        String said = Secrets.mask(String.valueOf(e.getMessage()));
        ConsoleAnswer.problem(
            exchange, ConsoleProblem.unavailable("企查查没有照办：" + said, "The provider: " + said));
      } catch (DataAccessException e) {
        LOG.warn("console: the database does not answer: {}", Secrets.mask(Database.reason(e)));
        ConsoleAnswer.problem(
            exchange,
            ConsoleProblem.unavailable("数据库没有应答，请稍后再试", "The database does not answer; try again"));
      } catch (Exception e) {
        tell(exchange, e);
      } finally {
        end(exchange);
      }
    };
  }

  /** Has something done when the request ends, whatever becomes of it, before it is answered. */
  static void atEnd(Exchange exchange, Runnable work) {
    exchange.setProperty(AT_END, work);
  }

  private static void end(Exchange exchange) {
    Runnable work = exchange.getProperty(AT_END, Runnable.class);
    if (work != null) {
      work.run();
    }
  }

  private static void tell(Exchange exchange, Exception e) {
    Optional<ConsoleProblem> said =
        Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
            .map(ConsoleDoor::problem)
            .filter(Objects::nonNull)
            .findFirst();
    if (said.isEmpty()) {
      LOG.error("console: {}", Secrets.mask(ExceptionHelper.stackTraceToString(e)));
    }
    ConsoleAnswer.problem(exchange, said.orElseGet(ConsoleProblem::unexpected));
  }

  private static @Nullable ConsoleProblem problem(Throwable cause) {
    if (cause instanceof DropFileException refused) {
      Message told = refused.told();
      return ConsoleProblem.badRequest(told.chinese(), told.english());
    }
    return cause instanceof ConsoleProblem problem ? problem : null;
  }

  private void enter(Exchange exchange, Map<String, Operation> operations) {
    ConsoleRequest request = ConsoleRequest.take(exchange, proxy);
    hosts.require(request);
    Operation operation = Objects.requireNonNull(operations.get(request.method()));
    if (operation.takesFile()) {
      atEnd(exchange, new UploadBody(request.http())::discard);
    }
    Optional<Role> needed = operation.role();
    Person person = needed.isEmpty() ? null : login(request);
    if (operation.acts() && (person == null || person.isAmbient())) {
      hosts.requireOwnPage(request);
    }
    if (person != null && needed.isPresent() && !person.role().mayAs(needed.get())) {
      throw ConsoleProblem.forbidden(
          "需要 " + needed.get().text() + " 角色，您是 " + person.role().text(),
          "It takes the role " + needed.get().text() + "; yours is " + person.role().text());
    }
    Map<String, Object> values = operation.parameters(request.path(), request.query());
    if (!operation.takesFile()) {
      values.putAll(operation.body(body(exchange)));
    }
    if (operation.acts() && person != null) {
      write(request, operation, person, values);
    }
    exchange.getMessage().removeHeaders("*");
    exchange.setProperty(PERSON, person);
    values.forEach(exchange::setVariable);
  }

  private static byte[] body(Exchange exchange) {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    return body == null ? new byte[0] : body;
  }

  private Person login(ConsoleRequest request) {
    String authorization = request.header("Authorization");
    Optional<Person> person;
    if (authorization.startsWith(BEARER)) {
      person = tokens.owner(authorization.substring(BEARER.length()));
    } else {
      person =
          proxy
              .name(request)
              .flatMap(
                  name ->
                      users
                          .roleOf(name)
                          .map(role -> new Person(name, role, Person.By.PROXY, null, null)))
              .or(() -> sessions.owner(request.header("Cookie")));
    }
    return person.orElseThrow(ConsoleProblem::notLoggedIn);
  }

  private void write(
      ConsoleRequest request, Operation operation, Person person, Map<String, Object> values) {
    String subject =
        Stream.concat(operation.pathNames().stream(), Stream.of("flow", "login", "scope", "name"))
            .distinct()
            .map(values::get)
            .filter(Objects::nonNull)
            .map(Object::toString)
            .collect(Collectors.joining(" "));
    String reason =
        REASONS.stream()
            .map(values::get)
            .filter(Objects::nonNull)
            .map(Object::toString)
            .findFirst()
            .orElse(null);
    actions.write(
        person.auditName(),
        request.address(),
        operation.id().substring("console-".length()),
        subject.isEmpty() ? null : subject,
        reason);
  }
}
