// The peers of the row `remote`: the same call by gRPC-Go and by Go's net/http with JSON, both sides of each.
//
//	main serve grpc|http PORT
//	main call grpc|http PORT CALLEE-PID WARM-UP-SECONDS SECONDS IN-FLIGHT
package main

import (
	"context"
	"log"
	"os"
	"strconv"
)

// A caller of one kind: makes one call and checks its reply.
type call func(ctx context.Context) error

func main() {
	words := os.Args[1:]
	if len(words) == 3 && words[0] == "serve" {
		address := "127.0.0.1:" + words[2]
		switch words[1] {
		case "grpc":
			log.Fatal(serveGRPC(address))
		case "http":
			log.Fatal(serveHTTP(address))
		}
	}
	if len(words) == 7 && words[0] == "call" {
		address, inFlight := "127.0.0.1:"+words[2], number(words[6])
		load := load{callee: number(words[3]), warmUp: number(words[4]), seconds: number(words[5]), inFlight: inFlight}
		switch words[1] {
		case "grpc":
			load.run(callerOverGRPC(address))
		case "http":
			load.run(callerOverHTTP(address, inFlight))
		}
		return
	}
	log.Fatal("serve grpc|http PORT, or call grpc|http PORT CALLEE-PID WARM-UP-SECONDS SECONDS IN-FLIGHT")
}

func number(word string) int {
	number, err := strconv.Atoi(word)
	if err != nil {
		log.Fatal(err)
	}
	return number
}
