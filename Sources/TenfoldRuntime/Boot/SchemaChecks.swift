import TenfoldCore

/// Faults in the modules' schemas.
enum SchemaChecks {
    static func faults(in modules: [ModuleDescription]) -> [BootFault] {
        modules.flatMap { module in
            let place = "schema of \(module.name)"
            let steps = DeclarationChecks.duplicates(module.schema.map(\.name)).map {
                BootFault(place: place, sentence: "has two steps called \($0); a step's name is its record")
            }
            let reserved = module.schema.filter { $0.name.hasPrefix("tenfold/") }.map {
                BootFault(
                    place: place,
                    sentence:
                        "has a step called \($0.name); names that begin with `tenfold/` are kept for the machinery")
            }
            let tables = module.schema.flatMap(\.changes).compactMap { change in
                if case .createTable(let table) = change { table } else { nil }
            }
            let twice = DeclarationChecks.duplicates(tables.map(\.name)).map {
                BootFault(place: place, sentence: "creates the table \($0) twice")
            }
            return steps + reserved + twice + tables.flatMap { faults(of: $0, place: place) }
        }
    }

    private static func faults(of table: TableDefinition, place: String) -> [BootFault] {
        var faults: [BootFault] = []
        let columns = table.columns.map(\.name)
        if let key = table.shardedBy {
            if !columns.contains(key) {
                faults.append(
                    BootFault(place: place, sentence: "shards \(table.name) by \(key), which is no column of it"))
            }
        } else {
            faults.append(
                BootFault(
                    place: place,
                    sentence:
                        "table \(table.name) does not say `shardedBy:`: name the column whose value decides a row's bucket"
                ))
        }
        if table.name.hasPrefix("tenfold_") {
            faults.append(
                BootFault(
                    place: place,
                    sentence: "table \(table.name): names that begin with `tenfold_` are kept for the machinery"))
        }
        for name in DeclarationChecks.duplicates(columns) {
            faults.append(BootFault(place: place, sentence: "table \(table.name) has two columns called \(name)"))
        }
        for name in table.primaryKey where !columns.contains(name) {
            faults.append(
                BootFault(
                    place: place,
                    sentence: "table \(table.name): its primary key names \(name), which is no column of it"))
        }
        return faults
    }
}
