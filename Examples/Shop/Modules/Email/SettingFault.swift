/// A setting of the module that cannot be used: it stops the start. It never shows the setting, which may hold a password.
struct SettingFault: Error, CustomStringConvertible {
    let key: String
    let sentence: String
    var description: String {
        let variable = key.uppercased().replacing("-", with: "_")
        return "email.setting: the setting email.\(key) (SHOP_EMAIL_\(variable)) \(sentence)."
    }
}
