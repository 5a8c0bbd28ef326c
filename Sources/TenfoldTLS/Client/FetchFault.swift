/// Why a document could not be fetched.
package struct FetchFault: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case invalidURL = "fetch_invalid_url"
        case cannotConnect = "fetch_cannot_connect"
        case timedOut = "fetch_timed_out"
        case tooLarge = "fetch_too_large"
        case malformed = "fetch_malformed_response"
        case brokenOff = "fetch_broken_off"
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    static func invalidURL(_ url: String) -> FetchFault {
        FetchFault(
            code: .invalidURL,
            message: "\"\(url)\" is no http or https URL with a host, and without user information and fragment.")
    }

    static func cannotConnect(_ url: String, _ reason: String) -> FetchFault {
        FetchFault(code: .cannotConnect, message: "Cannot connect for \(url): \(reason).")
    }

    static func timedOut(_ url: String, _ limit: Duration) -> FetchFault {
        FetchFault(code: .timedOut, message: "\(url) did not come within \(limit).")
    }

    static func tooLarge(_ url: String, _ limit: Int) -> FetchFault {
        FetchFault(code: .tooLarge, message: "\(url) is larger than the \(limit) bytes that are taken in.")
    }

    static func malformed(_ url: String, _ reason: String) -> FetchFault {
        FetchFault(code: .malformed, message: "The response for \(url) is no well-formed HTTP/1.1: \(reason)")
    }

    static func brokenOff(_ url: String, _ reason: String) -> FetchFault {
        FetchFault(code: .brokenOff, message: "The connection for \(url) ended before the response did: \(reason).")
    }
}
