import Foundation
import TenfoldTesting

/// An ordinary folder, and a library between the shop and the C library that makes calls on its files fail while a
/// control file says so: `full` (a file grows: ENOSPC) or `broken` (fsync: EIO).
final class InterposedDisk: FaultyDisk {
    static let isPossible: Bool = {
        guard let folder = try? TestFolder() else { return false }
        return (try? compile(in: folder)) != nil
    }()

    let data: String
    var visibleData: String { data }
    let executable = ShopExecutable.path
    let environment: [String: String]
    let refusals = Refusals()
    private let control: String
    private let folder: TestFolder

    init() async throws {
        folder = try TestFolder()
        data = folder.path + "/data"
        control = folder.path + "/control"
        environment = [
            "LD_PRELOAD": try Self.compile(in: folder), "TENFOLD_FAULT_CONTROL": control,
            "TENFOLD_FAULT_FOLDER": URL(filePath: folder.path).resolvingSymlinksInPath().path + "/data",
        ]
    }

    func fill() throws { try begin("full") }

    /// Every fsync fails, and nobody knows what is on disk.
    func breakSync() throws { try begin("broken") }

    func free() throws {
        try FileManager.default.removeItem(atPath: control)
        refusals.isFaulty = false
    }

    private func begin(_ word: String) throws {
        refusals.isFaulty = true
        try Data(word.utf8).write(to: URL(filePath: control), options: .atomic)
    }

    private static func compile(in folder: TestFolder) throws -> String {
        let (source, library) = (folder.path + "/faults.c", folder.path + "/faults.so")
        try Data(program.utf8).write(to: URL(filePath: source))
        let code = exitCode(
            of: "/usr/bin/env", ["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
        guard code == 0 else { throw CocoaError(.featureUnsupported) }
        return library
    }

    private static let program = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int says(const char *word) {
            const char *control = getenv("TENFOLD_FAULT_CONTROL");
            char text[16] = {0};
            int saved = errno, file = control ? open(control, O_RDONLY | O_CLOEXEC) : -1;
            if (file >= 0) {
                if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
                close(file);
            }
            errno = saved;
            return strcmp(text, word) == 0;
        }

        static int isOurs(int file) {
            const char *folder = getenv("TENFOLD_FAULT_FOLDER");
            char link[64], path[4096];
            int saved = errno;
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
            ssize_t length = readlink(link, path, sizeof path - 1);
            errno = saved;
            return folder && length > 0 && strncmp(path, folder, strlen(folder)) == 0;
        }

        static int grows(int file, off_t end) {
            struct stat status;
            return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && end > status.st_size;
        }

        static int isFull(int file, off_t end) {
            if (!says("full") || !isOurs(file) || !grows(file, end)) return 0;
            errno = ENOSPC;
            return 1;
        }

        #define NEXT(name) static __typeof__(name) *next; if (!next) next = dlsym(RTLD_NEXT, #name)

        ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
            NEXT(pwrite64);
            return isFull(file, offset + count) ? -1 : next(file, bytes, count, offset);
        }

        ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
            NEXT(pwrite);
            return isFull(file, offset + count) ? -1 : next(file, bytes, count, offset);
        }

        ssize_t write(int file, const void *bytes, size_t count) {
            NEXT(write);
            return isFull(file, lseek(file, 0, SEEK_CUR) + count) ? -1 : next(file, bytes, count);
        }

        int ftruncate64(int file, off64_t size) {
            NEXT(ftruncate64);
            return isFull(file, size) ? -1 : next(file, size);
        }

        int fsync(int file) {
            NEXT(fsync);
            if (says("broken") && isOurs(file)) { errno = EIO; return -1; }
            return next(file);
        }

        int fdatasync(int file) {
            NEXT(fdatasync);
            if (says("broken") && isOurs(file)) { errno = EIO; return -1; }
            return next(file);
        }
        """
}
