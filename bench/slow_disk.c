/* A disk whose fsync takes FSYNC_MS milliseconds: preloaded before a program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
    const char *told = getenv("FSYNC_MS");
    usleep((told ? atoi(told) : 10) * 1000);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    wait_for_the_disk();
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    wait_for_the_disk();
    return real(file);
}
