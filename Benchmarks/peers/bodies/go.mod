module tenfold.example/benchmarks/bodies

go 1.19
