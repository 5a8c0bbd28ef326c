import Testing

/// All that SHOP promises over HTTP, from outside. Each test runs in every `Stage`.
@Suite("Shop", .shops) struct ShopSuite {}
