import ShopModules
import Tenfold

@main enum Main {
    static func main() async { await Shop.main() }
}
