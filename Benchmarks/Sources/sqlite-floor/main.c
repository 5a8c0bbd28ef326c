/* The floor that Tenfold's commands are held to: the same statements on SQLite's C API, in a grouped loop on one thread,
   without HTTP, and how much WITHOUT ROWID brings.

   sqlite-floor command FILE SECONDS BATCH
   sqlite-floor rows    FILE SECONDS BATCH rowid|key ROW-BYTES

   Prints transactions (members of a batch) a second. The file is made where it is not there, and grows. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fprintf(stderr, "sqlite-floor: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void run(const char *script) { check(sqlite3_exec(db, script, NULL, NULL, NULL)); }

static sqlite3_stmt *prepare(const char *text) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void finish(sqlite3_stmt *statement) {
    check(sqlite3_step(statement));
    check(sqlite3_reset(statement));
}

static void bytes(sqlite3_stmt *statement, int place, const void *from, int size) {
    check(sqlite3_bind_blob(statement, place, from, size, SQLITE_STATIC));
}

static void text(sqlite3_stmt *statement, int place, const char *from) {
    check(sqlite3_bind_text(statement, place, from, -1, SQLITE_STATIC));
}

static void integer(sqlite3_stmt *statement, int place, int64_t value) {
    check(sqlite3_bind_int64(statement, place, value));
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int64_t microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t random_state;
static uint64_t next_random(void) {
    uint64_t z = (random_state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static void fill(uint8_t *to, int size) {
    for (int i = 0; i < size; i++) to[i] = (uint8_t)next_random();
}

/* Begins with its milliseconds and then its bucket, as Tenfold's ids do. */
static void new_id(uint8_t *to, int bucket) {
    int64_t milliseconds = microseconds() / 1000;
    for (int i = 0; i < 6; i++) to[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    fill(to + 6, 10);
    to[6] = (uint8_t)(0x70 | (bucket >> 8));
    to[7] = (uint8_t)bucket;
}

static void id_text(const uint8_t *id, char *to) {
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
        to += sprintf(to, "%02x", id[i]);
    }
}

static void open_file(const char *path) {
    check(sqlite3_open(path, &db));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;");
}

/* One command: its key, the fence, a row, an event with its sequence, the reply. */

static sqlite3_stmt *begin, *commit, *member, *release_member, *body, *release_body;
static sqlite3_stmt *fence, *take_key, *add_entry, *add_sequence, *add_event, *add_reply;

static void prepare_command(void) {
    run("CREATE TABLE IF NOT EXISTS tenfold_fence (bucket INTEGER PRIMARY KEY, epoch INTEGER NOT NULL) STRICT;"
        "WITH RECURSIVE b(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM b WHERE n < 4095)"
        "INSERT OR IGNORE INTO tenfold_fence SELECT n, 1 FROM b;"
        "CREATE TABLE IF NOT EXISTS tenfold_key (position INTEGER NOT NULL, scope BLOB NOT NULL, bucket INTEGER NOT NULL,"
        " fingerprint BLOB NOT NULL, state INTEGER NOT NULL, reply BLOB, created_at INTEGER NOT NULL,"
        " PRIMARY KEY (position)) STRICT;"
        "CREATE UNIQUE INDEX IF NOT EXISTS tenfold_key_scope ON tenfold_key (scope);"
        "CREATE TABLE IF NOT EXISTS entry (id BLOB NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (id))"
        " STRICT, WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS tenfold_outbox (position INTEGER NOT NULL, event_id BLOB NOT NULL,"
        " name TEXT NOT NULL, key TEXT NOT NULL, bucket INTEGER NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL,"
        " traceparent TEXT, occurred_at INTEGER NOT NULL, PRIMARY KEY (position)) STRICT;"
        "CREATE TABLE IF NOT EXISTS tenfold_sequence (name TEXT NOT NULL, key TEXT NOT NULL, bucket INTEGER NOT NULL,"
        " last INTEGER NOT NULL, PRIMARY KEY (name, key)) STRICT, WITHOUT ROWID;");
    member = prepare("SAVEPOINT member");
    release_member = prepare("RELEASE member");
    body = prepare("SAVEPOINT body");
    release_body = prepare("RELEASE body");
    fence = prepare("SELECT 1 FROM tenfold_fence WHERE bucket = ? AND epoch = ?");
    take_key = prepare("INSERT INTO tenfold_key (scope, bucket, fingerprint, state, created_at) VALUES (?, ?, ?, ?, ?)"
                       " ON CONFLICT (scope) DO NOTHING");
    add_entry = prepare("INSERT INTO entry (id, amount) VALUES (?, ?)");
    add_sequence = prepare("INSERT INTO tenfold_sequence (name, key, bucket, last) VALUES (?, ?, ?, 1)"
                           " ON CONFLICT (name, key) DO UPDATE SET last = tenfold_sequence.last + 1 RETURNING last");
    add_event = prepare("INSERT INTO tenfold_outbox (event_id, name, key, bucket, sequence, body, traceparent,"
                        " occurred_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    add_reply = prepare("UPDATE tenfold_key SET state = ?, reply = ? WHERE scope = ?");
}

static void run_command(void) {
    uint8_t scope[32], fingerprint[32], id[16], event[16];
    char key[37], json[128], parent[56];
    int bucket = (int)(next_random() & 0xfff);
    fill(scope, sizeof scope);
    fill(fingerprint, sizeof fingerprint);
    new_id(id, bucket);
    new_id(event, bucket);
    id_text(id, key);
    int size = snprintf(json, sizeof json, "{\"id\":\"%s\",\"amount\":1}", key);
    snprintf(parent, sizeof parent, "00-%016llx%016llx-%016llx-01", (unsigned long long)next_random(),
             (unsigned long long)next_random(), (unsigned long long)next_random());

    finish(member);
    integer(fence, 1, bucket), integer(fence, 2, 1), finish(fence);
    bytes(take_key, 1, scope, sizeof scope), integer(take_key, 2, bucket);
    bytes(take_key, 3, fingerprint, sizeof fingerprint), integer(take_key, 4, 0);
    integer(take_key, 5, microseconds()), finish(take_key);
    finish(body);
    bytes(add_entry, 1, id, sizeof id), integer(add_entry, 2, 1), finish(add_entry);
    text(add_sequence, 1, "entries.EntryAdded"), text(add_sequence, 2, key), integer(add_sequence, 3, bucket);
    check(sqlite3_step(add_sequence));
    int64_t sequence = sqlite3_column_int64(add_sequence, 0);
    finish(add_sequence);
    bytes(add_event, 1, event, sizeof event), text(add_event, 2, "entries.EntryAdded"), text(add_event, 3, key);
    integer(add_event, 4, bucket), integer(add_event, 5, sequence), bytes(add_event, 6, json, size);
    text(add_event, 7, parent), integer(add_event, 8, microseconds()), finish(add_event);
    finish(release_body);
    integer(add_reply, 1, 1), bytes(add_reply, 2, json, size), bytes(add_reply, 3, scope, sizeof scope);
    finish(add_reply);
    finish(release_member);
}

/* One row of a table with or without row numbers. */

static sqlite3_stmt *add_row;
static uint8_t *row;
static int row_bytes;

static void prepare_row(const char *kind, int size) {
    char text[256];
    snprintf(text, sizeof text, "CREATE TABLE IF NOT EXISTS item (id BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (id)) STRICT%s",
             strcmp(kind, "key") == 0 ? ", WITHOUT ROWID" : "");
    run(text);
    add_row = prepare("INSERT INTO item (id, body) VALUES (?, ?)");
    row_bytes = size;
    row = malloc((size_t)size);
    fill(row, size);
}

static void run_row(void) {
    uint8_t id[16];
    new_id(id, (int)(next_random() & 0xfff));
    bytes(add_row, 1, id, sizeof id), bytes(add_row, 2, row, row_bytes), finish(add_row);
}

int main(int argc, char **argv) {
    int is_command = argc == 5 && strcmp(argv[1], "command") == 0, is_row = argc == 7 && strcmp(argv[1], "rows") == 0;
    if (!is_command && !is_row) {
        fprintf(stderr, "sqlite-floor command FILE SECONDS BATCH | rows FILE SECONDS BATCH rowid|key ROW-BYTES\n");
        return 2;
    }
    double limit = atof(argv[3]);
    int batch = atoi(argv[4]) < 1 ? 1 : atoi(argv[4]);
    random_state = (uint64_t)microseconds();
    open_file(argv[2]);
    begin = prepare("BEGIN IMMEDIATE");
    commit = prepare("COMMIT");
    if (is_command) prepare_command(); else prepare_row(argv[5], atoi(argv[6]));

    long done = 0;
    double started = now();
    while (now() - started < limit) {
        finish(begin);
        for (int i = 0; i < batch; i++) {
            if (is_command) run_command(); else run_row();
        }
        finish(commit);
        done += batch;
    }
    printf("%.1f\n", (double)done / (now() - started));
    return 0;
}
