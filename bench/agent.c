/* The child in the provider's place: as little as an agent can do. It reads its prompt, says when it lived
 * (epoch nanoseconds, into --bench-stamps=FILE), leaves a valid signal and prints a Claude `result` line.
 *   --bench-flood=BYTES   first prints so many bytes of 200-byte lines, one in ten an assistant's event
 *   --bench-line=BYTES    first prints one assistant's event of that length
 *   --bench-bursts=N      first prints N bursts of 50 events that carry the time, each followed by quiet
 *   --bench-quiet=MS      first says nothing for so long
 * Everything else on its command line is a provider's and ignored. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 200
#define BLOCK_LINES 320

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleep_ms(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&t, 0);
}

static void put(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written <= 0) _exit(3);
    bytes += written;
    length -= (size_t)written;
  }
}

static const char *option(int argc, char **argv, const char *name) {
  size_t length = strlen(name);
  for (int at = 1; at < argc; at++)
    if (strncmp(argv[at], name, length) == 0) return argv[at] + length;
  return 0;
}

static int stamps = -1;

static void stamp(char what, long long ns) {
  char line[40];
  if (stamps >= 0) put(stamps, line, (size_t)snprintf(line, sizeof line, "%c %lld\n", what, ns));
}

/* One line of exactly LINE_BYTES, its text filled up. */
static void make_line(char *to, const char *head, const char *tail) {
  memset(to, 'x', LINE_BYTES);
  memcpy(to, head, strlen(head));
  memcpy(to + LINE_BYTES - 1 - strlen(tail), tail, strlen(tail));
  to[LINE_BYTES - 1] = '\n';
}

static void flood(long long bytes) {
  static char block[BLOCK_LINES * LINE_BYTES];
  for (int at = 0; at < BLOCK_LINES; at++) {
    char *line = block + at * LINE_BYTES;
    if (at % 20 == 0)
      make_line(line, "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"", "\"}]}}");
    else if (at % 20 == 10)
      make_line(line, "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"tool_use\",\"name\":\"Bash\",\"input\":{\"command\":\"", "\"}}]}}");
    else
      make_line(line, "{\"type\":\"user\",\"message\":{\"content\":[{\"type\":\"tool_result\",\"content\":\"", "\"}]}}");
  }
  for (long long left = bytes; left > 0; left -= (long long)sizeof block) put(1, block, sizeof block);
}

static void long_line(long long bytes) {
  static char piece[65536];
  const char *head = "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"";
  memset(piece, 'x', sizeof piece);
  put(1, head, strlen(head));
  for (long long left = bytes; left > 0; left -= (long long)sizeof piece) put(1, piece, sizeof piece);
  put(1, "\"}]}}\n", 6);
}

static void bursts(long count) {
  char line[160];
  for (long burst = 0; burst < count; burst++) {
    sleep_ms(83 + burst * 37 % 101);
    for (int at = 0; at < 50; at++)
      put(1, line, (size_t)snprintf(line, sizeof line,
          "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"at %ld %d %lld\"}]}}\n",
          burst, at, now_ns()));
  }
  sleep_ms(200);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "auth") == 0) {
    puts("{\"loggedIn\":true}");
    return 0;
  }
  long long start = now_ns();
  static char prompt[256 * 1024];
  size_t length = 0;
  int from = 0; /* The prompt is stdin, or the file after the flag. */
  for (int at = 1; at + 1 < argc; at++)
    if (strcmp(argv[at], "--append-system-prompt-file") == 0) from = open(argv[at + 1], O_RDONLY | O_CLOEXEC);
  for (ssize_t count; (count = read(from, prompt + length, sizeof prompt - 1 - length)) > 0;) length += (size_t)count;
  const char *file = option(argc, argv, "--bench-stamps=");
  if (file != 0) stamps = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  stamp('s', start);

  const char *value;
  if ((value = option(argc, argv, "--bench-flood=")) != 0) flood(atoll(value));
  if ((value = option(argc, argv, "--bench-line=")) != 0) long_line(atoll(value));
  if ((value = option(argc, argv, "--bench-bursts=")) != 0) bursts(atol(value));
  if ((value = option(argc, argv, "--bench-quiet=")) != 0) sleep_ms(atol(value));

  const char *path = strstr(prompt, "- Session path: ");
  if (path == 0) return 2;
  path += 16;
  char signal[4096];
  snprintf(signal, sizeof signal, "%.*s/_signal.json", (int)strcspn(path, "\n"), path);
  int fd = open(signal, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return 2;
  const char *text = "{\"status\":\"continue\",\"phase\":\"implementation\",\"summary\":\"one step\"}\n";
  put(fd, text, strlen(text));
  close(fd);
  const char *result = "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"ok\"}\n";
  put(1, result, strlen(result));
  stamp('e', now_ns());
  _exit(0);
}
