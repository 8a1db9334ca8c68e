// A ttrpc server in Go, of Debian's library, that answers checks without deciding anything.
package main

import (
	"context"
	"log"
	"net"
	"os"

	v1 "cohort/v1"

	"github.com/containerd/ttrpc"
)

// What the service has beyond the methods here is not there: it holds its interface, so that that may grow.
type access struct{ v1.AccessService }

func (access) Check(ctx context.Context, request *v1.CheckRequest) (*v1.CheckReply, error) {
	return &v1.CheckReply{Verdict: v1.Verdict_VERDICT_ALLOWED, Revision: 1}, nil
}

func (access) BatchCheck(ctx context.Context, request *v1.BatchCheckRequest) (*v1.BatchCheckReply, error) {
	verdicts := make([]v1.Verdict, len(request.Objects))
	for index := range verdicts {
		verdicts[index] = v1.Verdict_VERDICT_ALLOWED
	}
	return &v1.BatchCheckReply{Verdicts: verdicts, Revision: 1}, nil
}

func main() {
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server, err := ttrpc.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	v1.RegisterAccessService(server, access{})
	log.Fatal(server.Serve(context.Background(), listener))
}
