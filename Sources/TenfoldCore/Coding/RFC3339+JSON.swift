package import FoundationEssentials

extension JSONEncoder.DateEncodingStrategy {
    /// RFC 3339 in UTC with milliseconds.
    package static var rfc3339: Self {
        .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(RFC3339.format(date))
        }
    }
}

extension JSONDecoder.DateDecodingStrategy {
    /// RFC 3339, with or without fractions and offsets.
    package static var rfc3339: Self {
        .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "must be a time such as 2026-01-31T12:00:00Z")
            }
            return date
        }
    }
}
