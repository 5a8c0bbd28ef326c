import Tenfold

/// Who bought what.
struct Orders: Module {
    static func declare(_ module: inout Declaration<Orders>) {
        module.schema = ordersSchema

        module.handleInSteps(PlaceOrder.self) { orders, command, steps in try await orders.place(command, steps) }
        module.handle(CancelOrder.self) { orders, command, tx in try await orders.cancel(command, tx) }
        module.handle(FindOrder.self) { orders, query in try await orders.find(query) }
        module.handle(ListMyOrders.self) { orders, query in try await orders.list(query) }
        module.uses(ReserveStock.self)
        module.publishes(OrderPlaced.self)
        module.publishes(OrderRejected.self)
        module.publishes(OrderCancelled.self)

        module.route(.post, "/orders", PlaceOrder.self, access: .signedIn, answer: .created { "/orders/\($0.id)" })
        module.route(.get, "/orders", ListMyOrders.self, access: .signedIn)
        module.route(.get, "/orders/:id", FindOrder.self, access: .signedIn)
        module.route(.post, "/orders/:id/cancel", CancelOrder.self, access: .signedIn)
    }

    let database: Database
    let clock: any WallClock

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        clock = environment.clock
    }
}
