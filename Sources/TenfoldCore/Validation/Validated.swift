/// A message that checks its own fields before any handler sees it, on every topology.
///
///     func validate(_ check: inout Checks<SignUp>) {
///         check(\.email, .isEmail)
///         check(\.password, .length(12...))
///     }
public protocol Validated {
    /// Notes every field that is wrong: all are reported at once.
    func validate(_ check: inout Checks<Self>)
}

extension Validated {
    /// All that is wrong, in the order of the checks.
    package var fieldErrors: [FieldError] {
        var checks = Checks(self)
        validate(&checks)
        return checks.errors
    }
}
