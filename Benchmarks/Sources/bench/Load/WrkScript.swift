import Foundation

/// Scripts for wrk, each in a file of its own.
enum WrkScript {
    /// Asks for one of the paths at random.
    static func asking(_ paths: [String]) throws -> String {
        try file(
            """
            local paths = {\(paths.map { "\"\($0)\"" }.joined(separator: ",\n"))}
            local requests = {}
            function init(arguments)
              math.randomseed(os.time())
              for number, path in ipairs(paths) do requests[number] = wrk.format("GET", path) end
            end
            function request() return requests[math.random(#requests)] end
            """)
    }

    /// Asks with a field.
    static func asking(with field: String, _ value: String) throws -> String {
        try file("wrk.headers[\"\(field)\"] = \"\(value)\"")
    }

    /// Sends as many bytes each time.
    static func sending(bytes: Int) throws -> String {
        try file(
            """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/octet-stream"
            wrk.body = string.rep("x", \(bytes))
            """)
    }

    private static func file(_ text: String) throws -> String {
        let file = try Workspace.shared.newFile("script") + ".lua"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
