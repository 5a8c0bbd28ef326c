/// Collects what is wrong with the fields of a `Subject`.
public struct Checks<Subject> {
    private let subject: Subject
    private let prefix: String
    package private(set) var errors: [FieldError] = []

    package init(_ subject: Subject, prefix: String = "") {
        self.subject = subject
        self.prefix = prefix
    }

    /// Checks a field against a rule. The field is called by its property's name.
    public mutating func callAsFunction<Value>(_ field: KeyPath<Subject, Value>, _ rules: Rule<Value>...) {
        apply(rules, to: subject[keyPath: field], called: FieldName.of(field))
    }

    /// Checks an optional field against a rule when there is a value.
    public mutating func callAsFunction<Value>(_ field: KeyPath<Subject, Value?>, _ rules: Rule<Value>...) {
        guard let value = subject[keyPath: field] else { return }
        apply(rules, to: value, called: FieldName.of(field))
    }

    /// Checks every element of a list; fields are called `lines[0].quantity`.
    public mutating func each<Element>(
        _ field: KeyPath<Subject, [Element]>, _ check: (Element, inout Checks<Element>) -> Void
    ) {
        let name = prefix + FieldName.of(field)
        for (index, element) in subject[keyPath: field].enumerated() {
            var nested = Checks<Element>(element, prefix: "\(name)[\(index)].")
            check(element, &nested)
            errors += nested.errors
        }
    }

    /// Notes an error that no rule expresses.
    public mutating func fail(_ field: String, _ message: String) {
        errors.append(FieldError(field: prefix + field, message: message))
    }

    private mutating func apply<Value>(_ rules: [Rule<Value>], to value: Value, called name: String) {
        for rule in rules where !rule.holds(value) {
            errors.append(FieldError(field: prefix + name, message: rule.message))
            return
        }
    }
}

/// The name of a property as its key path tells it (SE-0369).
enum FieldName {
    static func of(_ path: AnyKeyPath) -> String {
        let text = path.debugDescription
        guard let dot = text.firstIndex(of: ".") else { return text }
        return String(text[text.index(after: dot)...])
    }
}
