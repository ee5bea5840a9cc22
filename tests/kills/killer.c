/*
 * Preloaded into samocode by tests/kills: counts the calls that write or spawn, logs each, and at the
 * N-th one kills the program, or lets the disk fail. Works in that one process only: its variables are
 * gone before main() begins, so no child inherits it.
 *
 *   KILLER_ROOT   only what lies under this folder counts, and spawns, and words to other processes
 *   KILLER_LOG    a line for each step: number, call, path under the root; and the pid of each spawn
 *   KILLER_AT     the number of the step that is hit; 0: none
 *   KILLER_STEP   a pattern of "call path" (fnmatch): only those steps count towards KILLER_AT
 *   KILLER_HOW    before | half | after: SIGKILL there; full: from there on ENOSPC; readonly: from there on EROFS;
 *                 briefly: ENOSPC there and nowhere else; empty: from there on ENOSPC for bytes, not for new files
 *   KILLER_ROOM   a file: while it is there, a full disk has room
 *   KILLER_CLOCK  a file with milliseconds by which the wall clock is off; looked at all the time
 *   KILLER_PLAN   a folder with "KILLER_AT KILLER_HOW KILLER_STEP" for each session: `samocode work` hands all of this
 *                 on to its runs, and the first run of each of these sessions is hit. The log is there, too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FILES 4096
#define NAME 512
enum how { NOTHING, BEFORE, HALF, AFTER, FULL, READONLY, BRIEFLY, EMPTY };

static char root[NAME], clock_path[NAME], room_path[NAME], pattern[NAME], names[FILES][NAME];
static int log_fd = -1, root_length, at, count, matched, reached;
static enum how how;
static pid_t self;

static void take(const char *name, char *to) {
  const char *value = getenv(name);
  if (value) snprintf(to, NAME, "%s", value);
  unsetenv(name);
}

/* The argument behind this one, of our own command line; empty where it has none. */
static void argument_after(const char *flag, char *to) {
  static char line[65536];
  FILE *file = fopen("/proc/self/cmdline", "r");
  size_t length = file ? fread(line, 1, sizeof line - 1, file) : 0;
  if (file) fclose(file);
  *to = 0;
  for (char *word = line; word < line + length; word += strlen(word) + 1)
    if (!strcmp(word, flag)) snprintf(to, NAME, "%s", word + strlen(word) + 1);
}

/* What the plan has for the session of this run; whether there is something. */
static int take_plan(const char *plan, char *number, char *word, char *log_path) {
  char session[NAME], path[2 * NAME];
  argument_after("--session", session);
  snprintf(path, sizeof path, "%s/%s", plan, session);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  int found = fscanf(file, "%511s %511s %511[^\n]", number, word, pattern) >= 2;
  fclose(file);
  unlink(path);
  snprintf(log_path, NAME, "%.480s/%.20s.log", plan, session);
  return found;
}

__attribute__((constructor)) static void begin(void) {
  static const char *words[] = {"", "before", "half", "after", "full", "readonly", "briefly", "empty"};
  char log_path[NAME] = "", number[NAME] = "", word[NAME] = "", plan[NAME] = "", end_file[NAME];
  const char *planned = getenv("KILLER_PLAN");
  if (planned) argument_after("--under-work", end_file);
  if (planned && !*end_file) {
    const char *clock = getenv("KILLER_CLOCK");
    if (clock) snprintf(clock_path, NAME, "%s", clock);
    self = getpid();
    return;
  }
  take("KILLER_PLAN", plan);
  take("KILLER_ROOT", root);
  take("KILLER_LOG", log_path);
  take("KILLER_AT", number);
  take("KILLER_HOW", word);
  take("KILLER_STEP", pattern);
  take("KILLER_ROOM", room_path);
  take("KILLER_CLOCK", clock_path);
  unsetenv("LD_PRELOAD");
  if (*plan && !take_plan(plan, number, word, log_path)) *root = 0;
  root_length = strlen(root);
  at = atoi(number);
  for (int n = BEFORE; n <= EMPTY; n++) if (!strcmp(word, words[n])) how = n;
  if (*log_path) {
    int fd = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, fd);
  }
  self = getpid();
}

/* Not the fork of it that is about to become a child. */
static int is_ours(void) { return self && getpid() == self && *root; }

static const char *under(const char *path) {
  if (!path || strncmp(path, root, root_length) || path[root_length] != '/') return NULL;
  return path + root_length + 1;
}

static void say(const char *format, ...) {
  char line[2 * NAME];
  va_list rest;
  va_start(rest, format);
  int length = vsnprintf(line, sizeof line, format, rest);
  va_end(rest);
  if (log_fd >= 0) syscall(SYS_write, log_fd, line, length < (int)sizeof line ? length : (int)sizeof line);
}

static void die(void) {
  syscall(SYS_kill, self, SIGKILL);
  for (;;) pause();
}

/* Begins a step; whether it is the one, in which `half` and `after` still have to be done. */
static int step(const char *call, const char *what) {
  int number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
  say("step\t%d\t%s\t%s\n", number, call, what);
  if (*pattern) {
    char text[2 * NAME];
    snprintf(text, sizeof text, "%s %s", call, what);
    if (fnmatch(pattern, text, 0)) return 0;
    number = __atomic_add_fetch(&matched, 1, __ATOMIC_SEQ_CST);
  }
  if (number != at) return 0;
  reached = count;
  if (how == BEFORE) die();
  return 1;
}

static void end(int is_hit) { if (is_hit && how == AFTER) die(); }

enum room { NONE, NAME_ONLY, BYTES };

/* A disk that takes no more still renames, removes and syncs. */
static int refuses(enum room is_new) {
  int is_on = reached > 0 && !(*room_path && access(room_path, F_OK) == 0);
  int error = !is_on ? 0 : how == READONLY ? EROFS : is_new && (how == FULL || (how == BRIEFLY && count == reached)) ? ENOSPC : is_new == BYTES && how == EMPTY ? ENOSPC : 0;
  if (error) say("refused\t%d\n", count);
  errno = error;
  return error;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)

static int opened(int fd, const char *name) {
  if (fd >= 0 && fd < FILES) snprintf(names[fd], NAME, "%s", name ? name : "");
  return fd;
}

static int open_step(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  const char *name = is_ours() ? under(path) : NULL;
  int writes = (flags & O_ACCMODE) != O_RDONLY;
  if (!name || !writes) return is_ours() ? opened(real(path, flags, mode), NULL) : real(path, flags, mode);
  if (!(flags & (O_CREAT | O_TRUNC))) return how == READONLY && refuses(0) ? -1 : opened(real(path, flags, mode), name);
  int is_hit = step(flags & O_EXCL ? "create" : "open", name);
  if (refuses(access(path, F_OK) != 0)) return -1;
  int fd = opened(real(path, flags, mode), name);
  end(is_hit);
  return fd;
}

int open64(const char *path, int flags, ...) {
  REAL(int, open64, const char *, int, ...);
  va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
  return open_step(real, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  REAL(int, open, const char *, int, ...);
  va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
  return open_step(real, path, flags, mode);
}

int close(int fd) {
  REAL(int, close, int);
  if (is_ours() && fd >= 0 && fd < FILES) names[fd][0] = 0;
  return real(fd);
}

/* A file under the root, or another process; not the console, nor what libuv tells itself. */
static const char *written(int fd) {
  if (!is_ours() || fd < 3 || fd >= FILES) return NULL;
  if (*names[fd]) return names[fd];
  struct stat found;
  return fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode) ? "another process" : NULL;
}

/* How many of `length` bytes this write may write; 0: it is refused. */
static size_t allowed(const char *name, size_t length, int *is_hit) {
  *is_hit = step(*name == 'a' && !strcmp(name, "another process") ? "tell" : "write", name);
  if (!strcmp(name, "another process")) return *is_hit && how == HALF ? length / 2 : length;
  if (how == FULL && *is_hit && length > 1) return length / 2;
  if (refuses(BYTES)) return 0;
  return *is_hit && how == HALF ? length / 2 : length;
}

#define WRITE(call) \
  const char *name = written(fd); \
  if (!name) return real call; \
  int is_hit; \
  size_t wanted = length; \
  length = allowed(name, length, &is_hit); \
  if (!length && wanted) return (is_hit && how == HALF) ? (die(), -1) : -1; \
  ssize_t result = real call; \
  if (is_hit && how == HALF) die(); \
  end(is_hit); \
  return result;

ssize_t write(int fd, const void *data, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  WRITE((fd, data, length))
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
  WRITE((fd, data, length, offset))
}

ssize_t writev(int fd, const struct iovec *parts, int length) {
  REAL(ssize_t, writev, int, const struct iovec *, int);
  WRITE((fd, parts, length))
}

static int both(const char *call, const char *path, int is_new, int *is_hit) {
  *is_hit = 0;
  const char *name = is_ours() ? under(path) : NULL;
  if (!name) return 0;
  *is_hit = step(call, name);
  if (!strcmp(call, "mkdir") && !is_new) return 0; /* It is there: EEXIST, whatever the disk. */
  return refuses(is_new);
}

#define STEP(label, path, is_new, call) \
  int is_hit; \
  if (both(label, path, is_new, &is_hit)) return -1; \
  int result = real call; \
  int error = errno; \
  end(is_hit); \
  errno = error; \
  return result;

int mkdir(const char *path, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  STEP("mkdir", path, access(path, F_OK) != 0, (path, mode))
}
int rmdir(const char *path) { REAL(int, rmdir, const char *); STEP("rmdir", path, 0, (path)) }
int unlink(const char *path) { REAL(int, unlink, const char *); STEP("unlink", path, 0, (path)) }
int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  STEP("rename", to, 0, (from, to))
}
int link(const char *from, const char *to) {
  REAL(int, link, const char *, const char *);
  STEP("link", to, 1, (from, to))
}
int symlink(const char *from, const char *to) {
  REAL(int, symlink, const char *, const char *);
  STEP("symlink", to, 1, (from, to))
}

static const char *synced(int fd) {
  return is_ours() && fd >= 0 && fd < FILES && *names[fd] ? names[fd] : NULL;
}

#define SYNC(label, call) \
  const char *name = synced(fd); \
  if (!name) return real call; \
  int is_hit = step(label, name); \
  int result = real call; \
  end(is_hit); \
  return result;

int fsync(int fd) { REAL(int, fsync, int); SYNC("sync", (fd)) }
int fdatasync(int fd) { REAL(int, fdatasync, int); SYNC("sync", (fd)) }
int ftruncate64(int fd, off64_t length) {
  REAL(int, ftruncate64, int, off64_t);
  SYNC("truncate", (fd, length))
}

pid_t fork(void) {
  REAL(pid_t, fork, void);
  if (!is_ours()) return real();
  int is_hit = step("spawn", "");
  pid_t child = real();
  if (child > 0) {
    say("pid\t%d\n", child);
    end(is_hit);
  }
  return child;
}

/* Seconds by which the wall clock is off, looked up again every few milliseconds. */
static long long skew_ms(void) {
  static long long skew;
  static struct timespec last;
  struct timespec now;
  if (!*clock_path) return 0;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  if ((now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000 < 5) return skew;
  last = now;
  char text[32] = "";
  int fd = syscall(SYS_openat, AT_FDCWD, clock_path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    if (syscall(SYS_read, fd, text, sizeof text - 1) > 0) skew = atoll(text);
    syscall(SYS_close, fd);
  }
  return skew;
}

int clock_gettime(clockid_t id, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, id, time);
  if (result == 0 && self && getpid() == self && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    long long ns = time->tv_nsec + skew_ms() * 1000000LL, second = 1000000000LL;
    long long carry = ns / second - (ns % second < 0);
    time->tv_sec += carry;
    time->tv_nsec = ns - carry * second;
  }
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}
