// A ttrpc server in Go that serves a small part of cohort.v1, for our client library to talk to. It finds the socket that it
// listens at as descriptor 3. Its methods do not what those of cohortd do: each shows one thing that servers in Go do.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"os"
	"time"

	v1 "cohort/v1"

	"github.com/containerd/ttrpc"
	"github.com/golang/protobuf/ptypes/any"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	grpc "google.golang.org/grpc/status"
)

// The bytes of a response beside the reply in it, where that has between two and 256 MiB: a key and four bytes of length.
const envelopeSize = 5

// What a service has beyond the methods here is not there: each holds its interface, so that it may grow.
type meta struct{ v1.MetaService }

func (meta) Version(ctx context.Context, request *v1.VersionRequest) (*v1.VersionReply, error) {
	return &v1.VersionReply{Server: "go", Minor: 7, Features: []string{"a feature of tomorrow"}}, nil
}

// sessions has a slow method, which goes on when another one is called.
type sessions struct {
	v1.SessionsService
	goOn chan struct{}
}

func (s sessions) WhoAmI(ctx context.Context, request *v1.WhoAmIRequest) (*v1.WhoAmIReply, error) {
	select {
	case <-s.goOn:
		return &v1.WhoAmIReply{User: &v1.User{Login: "slow"}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s sessions) SwitchGroup(ctx context.Context, request *v1.SwitchGroupRequest) (*v1.SwitchGroupReply, error) {
	s.goOn <- struct{}{}
	return &v1.SwitchGroupReply{}, nil
}

// List answers how many nanoseconds the client gave it.
func (s sessions) List(ctx context.Context, request *v1.ListSessionsRequest) (*v1.ListSessionsReply, error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return &v1.ListSessionsReply{}, nil
	}
	return &v1.ListSessionsReply{Revision: uint64(time.Until(deadline))}, nil
}

// objects fails in several ways, and answers at length.
type objects struct{ v1.ObjectsService }

func (objects) Get(ctx context.Context, request *v1.GetRequest) (*v1.GetReply, error) {
	detail, err := (&v1.RefusalDetail{Rule: "a_rule", Section: 3, Blockers: request.Ids}).Marshal()
	if err != nil {
		return nil, err
	}
	return nil, grpc.ErrorProto(&status.Status{
		Code: int32(codes.FailedPrecondition), Message: "nein, das geht nicht — noch nicht",
		Details: []*any.Any{
			{TypeUrl: "type.googleapis.com/google.rpc.RetryInfo", Value: []byte{0xff}},
			{TypeUrl: "type.googleapis.com/cohort.v1.RefusalDetail", Value: detail},
		},
	})
}

func (objects) Update(ctx context.Context, request *v1.UpdateRequest) (*v1.UpdateReply, error) {
	return nil, errors.New("an error without a code")
}

// List answers in a response of exactly as many bytes as the page was to have objects.
func (objects) List(ctx context.Context, request *v1.ListRequest) (*v1.ListReply, error) {
	reply := &v1.ListReply{NextPageToken: make([]byte, request.PageSize)}
	overhead := reply.Size() - len(reply.NextPageToken) + envelopeSize
	reply.NextPageToken = reply.NextPageToken[overhead:]
	return reply, nil
}

// Create answers how many keys the metadata hold, if they hold nothing else and the key is what the object is called.
func (objects) Create(ctx context.Context, request *v1.CreateRequest) (*v1.CreateReply, error) {
	if metadata, _ := ttrpc.GetMetadata(ctx); len(metadata) == 1 && metadata["idempotency-key"][0] == request.Name {
		return &v1.CreateReply{Id: uint64(len(metadata["idempotency-key"]))}, nil
	}
	return nil, errors.New("there is no such key")
}

// admin ends the server in the middle of a call.
type admin struct{ v1.AdminService }

func (admin) Snapshot(ctx context.Context, request *v1.SnapshotRequest) (*v1.SnapshotReply, error) {
	os.Exit(0)
	return nil, nil
}

func main() {
	log.SetFlags(0)
	listener, err := net.FileListener(os.NewFile(3, "socket"))
	if err != nil {
		log.Fatal(err)
	}
	server, err := ttrpc.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	v1.RegisterMetaService(server, meta{})
	v1.RegisterSessionsService(server, sessions{goOn: make(chan struct{})})
	v1.RegisterObjectsService(server, objects{})
	v1.RegisterAdminService(server, admin{})
	log.Fatal(server.Serve(context.Background(), listener))
}
