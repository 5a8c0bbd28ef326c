import FoundationEssentials
import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTP

struct JSONCodingTests {
    struct Note: Codable, Equatable {
        var at: Date
        var link: String
    }

    private let coder = FoundationJSONCoder()

    @Test func `times have milliseconds and slashes stay`() throws {
        var buffer = ByteBuffer()
        try coder.encode(Note(at: Date(timeIntervalSince1970: 0.25), link: "/a"), into: &buffer)
        #expect(String(buffer: buffer) == #"{"at":"1970-01-01T00:00:00.250Z","link":"/a"}"#)
    }

    @Test(arguments: ["1970-01-01T00:00:01Z", "1970-01-01T00:00:01.000Z", "1970-01-01T02:00:01+02:00"])
    func `times are read with and without fractions`(time: String) throws {
        let json = ByteBuffer(string: #"{"at":"\#(time)","link":""}"#)
        #expect(try coder.decode(Note.self, from: json).at == Date(timeIntervalSince1970: 1))
    }

    @Test func `a wrong time says what it must be`() {
        #expect(throws: DecodingError.self) {
            try coder.decode(Note.self, from: ByteBuffer(string: #"{"at":"yesterday","link":""}"#))
        }
    }
}
