/* Meddles with a program's system calls, for tests: loaded with LD_PRELOAD, told what to do by environment variables.
 *
 *   MEDDLE_SYNC_MS=2000    every fsync and fdatasync takes so long
 *   MEDDLE_DURABLE=DIR     after each sync of a journal, DIR/<session>.jsonl holds what a power cut would leave of it: what
 *                          was there when the sync began
 *   MEDDLE_FAIL=FILE       writing a journal fails with the error number that stands in FILE, when there is one
 *   MEDDLE_CLOCK=FILE      the wall clock is ahead by the seconds that stand in FILE; the elapsed-time clocks are true
 *   MEDDLE_NO_LOCKS=1      the file system has no locks
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* The number that stands in the file which an environment variable names; 0 when there is none. */
static long number_in(const char *variable)
{
    const char *path = getenv(variable);
    if (!path)
        return 0;
    char text[32] = {0};
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    long n = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

/* The path of an open file when it is a journal. */
static int is_journal(int fd, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, size - 1);
    if (n <= 0)
        return 0;
    path[n] = 0;
    const char *name = strrchr(path, '/');
    return name && strcmp(name, "/journal.jsonl") == 0;
}

struct copy { char *bytes; size_t length; char path[4096]; };

static int keep(int fd, struct copy *copy)
{
    struct stat about;
    if (!getenv("MEDDLE_DURABLE") || !is_journal(fd, copy->path, sizeof copy->path) || fstat(fd, &about) != 0)
        return 0;
    copy->bytes = malloc(about.st_size + 1);
    copy->length = 0;
    while (copy->bytes && copy->length < (size_t)about.st_size) {
        long n = syscall(SYS_pread64, fd, copy->bytes + copy->length, about.st_size - copy->length, copy->length);
        if (n <= 0)
            break;
        copy->length += n;
    }
    return copy->bytes != NULL;
}

static void lay_down(struct copy *copy)
{
    char *name = strrchr(copy->path, '/');
    *name = 0;
    const char *session = strrchr(copy->path, '/') + 1;
    char part[4096], whole[4096];
    snprintf(part, sizeof part, "%s/%s.part", getenv("MEDDLE_DURABLE"), session);
    snprintf(whole, sizeof whole, "%s/%s.jsonl", getenv("MEDDLE_DURABLE"), session);
    FILE *out = fopen(part, "w");
    if (out) {
        fwrite(copy->bytes, 1, copy->length, out);
        fclose(out);
        rename(part, whole);
    }
    free(copy->bytes);
}

static int sync_by(long call, int fd)
{
    const char *ms = getenv("MEDDLE_SYNC_MS");
    if (ms)
        usleep(1000 * atoi(ms));
    struct copy copy;
    int kept = keep(fd, &copy);
    int done = syscall(call, fd);
    int error = errno;
    if (kept && done == 0)
        lay_down(&copy);
    else if (kept)
        free(copy.bytes);
    errno = error;
    return done;
}

int fsync(int fd) { return sync_by(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_by(SYS_fdatasync, fd); }

static ssize_t write_by(int fd, const void *bytes, size_t length, off64_t offset)
{
    char path[4096];
    long error = number_in("MEDDLE_FAIL");
    if (error && is_journal(fd, path, sizeof path)) {
        errno = error;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return write_by(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return write_by(fd, bytes, length, offset); }

int flock(int fd, int operation)
{
    if (getenv("MEDDLE_NO_LOCKS")) {
        errno = ENOLCK;
        return -1;
    }
    return syscall(SYS_flock, fd, operation);
}

int clock_gettime(clockid_t id, struct timespec *time)
{
    int done = syscall(SYS_clock_gettime, id, time);
    if (done == 0 && id == CLOCK_REALTIME)
        time->tv_sec += number_in("MEDDLE_CLOCK");
    return done;
}
