import Testing

/// All that SHOP promises over HTTP, from outside. Each test runs on one data file and on two.
@Suite("Shop", .shops) struct ShopSuite {}
