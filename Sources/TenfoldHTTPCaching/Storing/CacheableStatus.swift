/// What the cache knows of status codes.
enum CacheableStatus {
    /// Those whose meaning this cache implements, so that it keeps their responses: final ones that are no error of the
    /// moment. 206 and 304 are parts, and never kept (RFC 9111, section 3).
    static func isUnderstood(_ status: Int) -> Bool {
        switch status {
        case 200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 451, 501: true
        default: false
        }
    }

    /// Those that may be kept though nothing says for how long (RFC 9110, section 15.1).
    static func isHeuristic(_ status: Int) -> Bool {
        switch status {
        case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501: true
        default: false
        }
    }

    /// Those that `stale-if-error` is for (RFC 5861, section 4).
    static func isOriginFailure(_ status: Int) -> Bool {
        switch status {
        case 500, 502, 503, 504: true
        default: false
        }
    }
}
