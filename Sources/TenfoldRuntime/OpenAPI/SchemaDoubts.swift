/// What of a type its decoding did not show, in words for its author.
enum SchemaDoubts {
    /// Notes what is in doubt of a type that would not decode itself from samples, or did so in an odd way.
    static func note<Value>(_ type: Value.Type, _ notes: SchemaNotes, _ sample: Value?, _ place: SchemaPlace) {
        guard let doubt = doubt(type, notes, sample) else { return }
        let rest = sample == nil && !notes.asksForAllKeys ? " What is decoded after it is not compared, either." : ""
        place.report.note(doubt + rest, at: place)
    }

    private static func doubt<Value>(_ type: Value.Type, _ notes: SchemaNotes, _ sample: Value?) -> String? {
        if notes.asksForAllKeys {
            return "\(type) decodes what keys the data has; it is not compared."
        }
        if notes.isSingleValue {
            // A text with rules of its own is nothing but a text on the wire.
            if sample != nil, !SchemaProbe.isEnumeration(sample) { return nil }
            return
                "the values of \(type) cannot be seen; if it is an enum, conform it to CaseIterable, else to Sampled."
        }
        if notes.isEmpty {
            return "\(type) cannot be seen, since it refuses samples; it is not compared."
        }
        return "\(type) refuses samples of its fields, so that fields may be missing; conform their types to Sampled."
    }
}
