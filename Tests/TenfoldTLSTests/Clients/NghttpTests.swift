import Foundation
import TenfoldTesting
import Testing

@testable import TenfoldTLS

/// What nghttp2's own clients make of us: many streams at once, and frames one by one.
@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct NghttpTests {
    @Test(arguments: Backend.allCases)
    func `many streams on few connections`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let exit = try await Tool.h2load.run(["-n", "2000", "-c", "4", "-m", "50", scene.url("/hello")])
            #expect(exit.output.contains("2000 succeeded, 0 failed, 0 errored"), "\(exit.output)")
            #expect(exit.output.contains("Application protocol: h2"), "\(exit.output)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `large answers on many streams`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let exit = try await Tool.h2load.run(["-n", "40", "-c", "2", "-m", "10", scene.url("/large")])
            #expect(exit.output.contains("40 succeeded, 0 failed, 0 errored"), "\(exit.output)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `large answers through small windows`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            // Windows of 4 KiB for a stream and of 16 KiB for the connection.
            let exit = try await Tool.h2load.run([
                "-n", "10", "-c", "1", "-m", "5", "-w", "12", "-W", "14", scene.url("/large"),
            ])
            #expect(exit.output.contains("10 succeeded, 0 failed, 0 errored"), "\(exit.output)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `large requests on many streams`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let file = scene.certificate.folder.path + "/body"
            try Data(repeating: 0x61, count: 1 << 19).write(to: URL(filePath: file))
            let exit = try await Tool.h2load.run([
                "-n", "20", "-c", "2", "-m", "5", "-d", file, scene.url("/count"),
            ])
            #expect(exit.output.contains("20 succeeded, 0 failed, 0 errored"), "\(exit.output)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `trailers come as frames`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let file = scene.certificate.folder.path + "/body"
            try Data("hello".utf8).write(to: URL(filePath: file))
            let exit = try await Tool.nghttp.run([
                "-v", "--no-verify-peer", "-d", file, "--trailer", "x-mine: 1", scene.url("/echo"),
            ])
            #expect(exit.output.contains("x-bytes: 5"), "\(exit.output)")
            #expect(exit.output.contains("END_STREAM"), "\(exit.output)")
        }
    }
}
