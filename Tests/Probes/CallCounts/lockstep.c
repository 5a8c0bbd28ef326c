/* A client whose requests come in a fixed order: keep-alive connections, each with at most one request under way.

   cc -O2 lockstep.c -o lockstep
   lockstep PORT CONNECTIONS together|alone WARM-UP REQUESTS COUNTS-FILE|- PATH…

   `together`: all connections ask, then all are answered. `alone`: one asks and is answered, then the next; so what the
   server does for a request is the same each time. Prints the bytes of one answer and, for a counts file
   (callcounts.h), how far each count rose during the REQUESTS that followed the WARM-UP. Exits with 1 unless every
   answer is a 200 with a length. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "callcounts.h"

enum { MOST_CONNECTIONS = 256, ANSWER_BYTES = 65536 };

static int sockets[MOST_CONNECTIONS];
static char **paths;
static int path_count;
static long next_path;
static size_t answer_size;

static void fail(const char *what) {
    fprintf(stderr, "lockstep: %s\n", what);
    exit(1);
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct timeval limit = {.tv_sec = 120};
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static void ask(int fd) {
    char request[1024];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        paths[next_path++ % path_count]);
    if (size >= (int)sizeof request) fail("a path is too long");
    if (send(fd, request, (size_t)size, 0) != size) fail("cannot send");
}

/* Reads exactly one answer: its head, and the body that its length announces. */
static void take_answer(int fd) {
    static char answer[ANSWER_BYTES + 1];
    size_t size = 0, whole = 0;
    while (whole == 0 || size < whole) {
        ssize_t part = recv(fd, answer + size, ANSWER_BYTES - size, 0);
        if (part <= 0) fail("the answer broke off");
        size += (size_t)part;
        answer[size] = 0;
        char *end = whole == 0 ? strstr(answer, "\r\n\r\n") : NULL;
        if (!end) continue;
        char *length = strcasestr(answer, "\r\ncontent-length:");
        if (strncmp(answer, "HTTP/1.1 200 ", 13) != 0) fail("not a 200");
        if (!length || length > end) fail("an answer without a length");
        whole = (size_t)(end + 4 - answer) + strtoul(length + 17, NULL, 10);
        if (whole > ANSWER_BYTES) fail("an answer is too long");
    }
    if (size != whole) fail("more bytes than the answer has");
    answer_size = whole;
}

static void run(int connections, int together, long requests) {
    for (long done = 0; done < requests;) {
        int turn = requests - done < connections ? (int)(requests - done) : connections;
        if (together) for (int i = 0; i < turn; i++) ask(sockets[i]);
        for (int i = 0; i < turn; i++) {
            if (!together) ask(sockets[i]);
            take_answer(sockets[i]);
        }
        done += turn;
    }
}

static const uint64_t *open_counts(const char *path) {
    if (strcmp(path, "-") == 0) return NULL;
    int file = open(path, O_RDONLY);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(uint64_t[COUNT_KINDS]), PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) fail("cannot read the counts file");
    close(file);
    return map;
}

int main(int argc, char **argv) {
    if (argc < 8) fail("PORT CONNECTIONS together|alone WARM-UP REQUESTS COUNTS-FILE|- PATH…");
    int port = atoi(argv[1]), connections = atoi(argv[2]), together = strcmp(argv[3], "together") == 0;
    long warm_up = atol(argv[4]), requests = atol(argv[5]);
    if (connections < 1 || connections > MOST_CONNECTIONS) fail("1 to 256 connections");
    const uint64_t *counts = open_counts(argv[6]);
    paths = argv + 7;
    path_count = argc - 7;

    for (int i = 0; i < connections; i++) sockets[i] = connect_to(port);
    run(connections, together, warm_up);
    uint64_t before[COUNT_KINDS] = {0};
    if (counts) memcpy(before, counts, sizeof before);
    run(connections, together, requests);
    if (counts)
        for (int kind = 0; kind < COUNT_KINDS; kind++)
            printf("%s %llu\n", call_count_names[kind], (unsigned long long)(counts[kind] - before[kind]));
    printf("answer_bytes %zu\n", answer_size);
    for (int i = 0; i < connections; i++) close(sockets[i]);
    return 0;
}
