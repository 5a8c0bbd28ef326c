package main

import (
	"context"
	"errors"
	"log"
	"net"

	"google.golang.org/grpc"
)

type echoServer struct{ UnimplementedEchoServer }

func (echoServer) Find(_ context.Context, request *FindRequest) (*Found, error) {
	return &Found{
		Id: request.Id, Name: request.Name, Quantity: request.Quantity + 1, PriceCents: request.PriceCents,
		IsActive: request.IsActive, Tags: request.Tags,
	}, nil
}

func serveGRPC(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	RegisterEchoServer(server, echoServer{})
	return server.Serve(listener)
}

// One connection for all calls, as gRPC-Go has it.
func callerOverGRPC(address string) call {
	connection, err := grpc.Dial(address, grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		log.Fatal(err)
	}
	client := NewEchoClient(connection)
	return func(ctx context.Context) error {
		request := FindRequest{
			Id: sample.ID, Name: sample.Name, Quantity: sample.Quantity, PriceCents: sample.PriceCents,
			IsActive: sample.IsActive, Tags: sample.Tags,
		}
		found, err := client.Find(ctx, &request)
		if err == nil && (found.Id != sample.ID || found.Quantity != sample.Quantity+1) {
			err = errors.New("another was found")
		}
		return err
	}
}
