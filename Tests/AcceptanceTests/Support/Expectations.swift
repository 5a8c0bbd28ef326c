import FoundationEssentials
import TenfoldTesting
import Testing

/// Expects an error in the form of RFC 9457 with this status.
func expectProblem(_ answer: APIResponse, _ status: Int, location: SourceLocation = #_sourceLocation) {
    #expect(answer.status == status, "\(answer)", sourceLocation: location)
    #expect(answer["Content-Type"] == "application/problem+json", "\(answer)", sourceLocation: location)
    #expect(
        answer.json.names.isSuperset(of: ["type", "title", "status", "detail"]), "\(answer)", sourceLocation: location)
    #expect(answer.json["status"].integer == status, "\(answer)", sourceLocation: location)
}

/// Expects a 422 that names exactly these fields.
func expectFieldErrors(_ answer: APIResponse, _ fields: Set<String>, location: SourceLocation = #_sourceLocation) {
    expectProblem(answer, 422, location: location)
    #expect(
        Set(answer.json["errors"].elements.compactMap { $0["field"].text }) == fields, "\(answer)",
        sourceLocation: location)
    #expect(
        answer.json["errors"].elements.allSatisfy { $0["message"].text?.isEmpty == false }, sourceLocation: location)
}

/// Whether it is a time as RFC 3339 writes it, and not far from now.
func isRecentTime(_ json: JSON) -> Bool {
    guard let text = json.text, text.hasSuffix("Z") else { return false }
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    let time = styles.lazy.compactMap { try? Date(text, strategy: $0) }.first
    return time.map { abs($0.timeIntervalSinceNow) < 7200 } ?? false
}
