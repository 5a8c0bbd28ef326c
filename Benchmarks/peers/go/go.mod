module tenfold.example/benchmarks/peer

go 1.19
