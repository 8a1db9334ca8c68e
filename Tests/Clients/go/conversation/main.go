// A client of cohortd in Go: containerd's ttrpc, and stubs generated from Protocol/cohort/v1 (../run shows how).
//
// It finds the daemon at the socket in COHORT_SOCKET, checks what it gets, and leaves a group behind.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"time"

	v1 "cohort/v1"

	"github.com/containerd/ttrpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// check ends the program with a sentence unless something is as it must be.
func check(ok bool, format string, values ...interface{}) {
	if !ok {
		log.Fatalf(format, values...)
	}
}

// refusal reads what a rule said out of the error of a call: the code, and the detail for programs.
func refusal(err error) (codes.Code, *v1.RefusalDetail) {
	detail := &v1.RefusalDetail{}
	answer, ok := status.FromError(err)
	check(ok, "this is no status: %v", err)
	for _, entry := range answer.Proto().Details {
		check(entry.TypeUrl == "type.googleapis.com/cohort.v1.RefusalDetail", "a detail is %s", entry.TypeUrl)
		check(detail.Unmarshal(entry.Value) == nil, "the detail cannot be read")
	}
	return answer.Code(), detail
}

func main() {
	connection, err := net.Dial("unix", os.Getenv("COHORT_SOCKET"))
	check(err == nil, "no connection: %v", err)
	client := ttrpc.NewClient(connection)
	defer client.Close()
	ctx := context.Background()

	version, err := v1.NewMetaClient(client).Version(ctx, &v1.VersionRequest{})
	check(err == nil && version.FrameSizeMax == 4<<20, "version: %v %v", version, err)

	sessions := v1.NewSessionsClient(client)
	me, err := sessions.WhoAmI(ctx, &v1.WhoAmIRequest{})
	check(err == nil && me.User.Login == "root", "who am I: %v %v", me, err)

	group := enterGroup(ctx, v1.NewAccountsClient(client), sessions, me.User.Id)
	objects := v1.NewObjectsClient(client)
	ids := createAndList(ctx, objects)
	readRefusal(ctx, objects)
	promote(ctx, v1.NewAccountsClient(client), group)
	manyAtOnce(ctx, v1.NewAccessClient(client), ids[0])
	deadlines(ctx, sessions)
	keys(ctx, objects)
	fmt.Println("go: ok, with cohortd", version.Server)
}

func enterGroup(ctx context.Context, accounts v1.AccountsService, sessions v1.SessionsService, user uint32) uint32 {
	made, err := accounts.CreateGroup(ctx, &v1.CreateGroupRequest{Name: "go", Level: v1.Level_LEVEL_READ_ANNOTATE})
	check(err == nil, "create group: %v", err)
	membership := &v1.SetMembershipRequest{User: user, Group: made.Group.Id, Role: v1.Role_ROLE_OWNER}
	_, err = accounts.SetMembership(ctx, membership)
	check(err == nil, "set membership: %v", err)
	_, err = sessions.SwitchGroup(ctx, &v1.SwitchGroupRequest{Group: made.Group.Id})
	check(err == nil, "switch group: %v", err)
	return made.Group.Id
}

// createAndList makes five datasets and finds them again, in pages of two.
func createAndList(ctx context.Context, objects v1.ObjectsService) (ids []uint64) {
	for number := 1; number <= 5; number++ {
		name := fmt.Sprintf("Zellkultur №%d", number)
		made, err := objects.Create(ctx, &v1.CreateRequest{Kind: v1.Kind_KIND_DATASET, Name: name})
		check(err == nil, "create: %v", err)
		ids = append(ids, made.Id)
	}
	got, err := objects.Get(ctx, &v1.GetRequest{Ids: ids[:1]})
	check(err == nil && got.Objects[0].Name == "Zellkultur №1", "get: %v %v", got, err)

	// A field that is optional in the .proto is a oneof of one here.
	request := &v1.ListRequest{Kind: v1.Kind_KIND_DATASET, PageSize: 2, XOwner: &v1.ListRequest_Owner{Owner: 0}}
	var listed []uint64
	for pages := 1; ; pages++ {
		page, err := objects.List(ctx, request)
		check(err == nil && pages <= 3, "page %d: %v", pages, err)
		for _, object := range page.Objects {
			listed = append(listed, object.Id)
		}
		if page.Complete {
			break
		}
		request.PageToken = page.NextPageToken
	}
	check(fmt.Sprint(listed) == fmt.Sprint(ids), "listed %v, not %v", listed, ids)
	return ids
}

func readRefusal(ctx context.Context, objects v1.ObjectsService) {
	_, err := objects.Get(ctx, &v1.GetRequest{Ids: []uint64{1 << 40}})
	code, detail := refusal(err)
	check(code == codes.NotFound && detail.Rule == "no_such_object", "refused with %v: %v", code, detail)
}

// promote shows a plan, and carries out the plan that was shown.
func promote(ctx context.Context, accounts v1.AccountsService, group uint32) {
	request := &v1.ChangeLevelRequest{Group: group, Level: v1.Level_LEVEL_READ_WRITE, DryRun: true}
	seen, err := accounts.ChangeLevel(ctx, request)
	check(err == nil && !seen.Plan.Done && seen.Plan.NeedsDigest, "plan: %v %v", seen, err)

	request.DryRun = false
	_, err = accounts.ChangeLevel(ctx, request)
	code, detail := refusal(err)
	check(code == codes.FailedPrecondition && detail.Rule == "digest_required", "refused with %v: %v", code, detail)
	check(string(detail.Plan.Digest) == string(seen.Plan.Digest), "the refusal holds another plan: %v", detail)

	request.Digest = seen.Plan.Digest
	done, err := accounts.ChangeLevel(ctx, request)
	check(err == nil && done.Plan.Done && done.Revision > seen.Revision, "done: %v %v", done, err)
}

// manyAtOnce has a thousand calls under way on the one connection.
func manyAtOnce(ctx context.Context, access v1.AccessService, object uint64) {
	errs := make(chan error)
	for number := 0; number < 1000; number++ {
		go func() {
			reply, err := access.Check(ctx, &v1.CheckRequest{Object: object, Action: v1.Action_ACTION_EDIT})
			if err == nil && reply.Verdict != v1.Verdict_VERDICT_ALLOWED {
				err = fmt.Errorf("it said %v", reply.Verdict)
			}
			errs <- err
		}()
	}
	for number := 0; number < 1000; number++ {
		err := <-errs
		check(err == nil, "one of a thousand: %v", err)
	}
}

func deadlines(ctx context.Context, sessions v1.SessionsService) {
	minute, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	_, err := sessions.WhoAmI(minute, &v1.WhoAmIRequest{})
	check(err == nil, "within a minute: %v", err)
	past, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
	defer cancel()
	_, err = sessions.WhoAmI(past, &v1.WhoAmIRequest{})
	// Whichever side looks first.
	check(errors.Is(err, context.DeadlineExceeded) || status.Code(err) == codes.DeadlineExceeded, "in the past: %v", err)
}

// keys sends metadata: a change that is asked for twice with one key is made once.
func keys(ctx context.Context, objects v1.ObjectsService) {
	keyed := ttrpc.WithMetadata(ctx, ttrpc.MD{"idempotency-key": {"go-1"}, "anything-else": {"is", "read over"}})
	first, err := objects.Create(keyed, &v1.CreateRequest{Kind: v1.Kind_KIND_TAG, Name: "once"})
	check(err == nil, "create with a key: %v", err)
	again, err := objects.Create(keyed, &v1.CreateRequest{Kind: v1.Kind_KIND_TAG, Name: "once"})
	check(err == nil && again.Id == first.Id, "again: %v %v", again, err)
}
