//! A client of cohortd in Rust: the `ttrpc` crate, and messages generated from Protocol/cohort/v1 (`build.rs` shows how).
//!
//! It finds the daemon at the socket in COHORT_SOCKET, checks what it gets, and leaves a group behind.

#[allow(warnings)] // the generator is older than the compiler
mod v1 {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

use protobuf::Message;
use std::os::unix::{io::IntoRawFd, net::UnixStream};
use std::time::Duration;
use ttrpc::{ttrpc::KeyValue, Client, Code, Error};
use v1::{access::*, accounts::*, meta::*, objects::*, sessions::*, types::*};

/// Makes a call of `cohort.v1`: `method` is service and method, `Access.Check`.
fn call<Reply: Message>(client: &Client, method: &str, request: &impl Message) -> Result<Reply, Error> {
    call_with(client, method, request, 0, &[])
}

/// Makes a call with a deadline, in nanoseconds from now (0: none), and metadata.
fn call_with<Reply: Message>(
    client: &Client, method: &str, request: &impl Message, timeout_nano: i64, metadata: &[(&str, &str)],
) -> Result<Reply, Error> {
    let (service, method) = method.split_once('.').expect("service and method");
    let mut envelope = ttrpc::Request::new();
    envelope.set_service(format!("cohort.v1.{service}"));
    envelope.set_method(method.into());
    envelope.set_payload(request.write_to_bytes().unwrap());
    envelope.set_timeout_nano(timeout_nano);
    for (key, value) in metadata {
        envelope.mut_metadata().push(KeyValue { key: key.to_string(), value: value.to_string(), ..Default::default() });
    }
    let response = client.request(envelope)?;
    Reply::parse_from_bytes(&response.payload).map_err(|error| Error::Others(error.to_string()))
}

/// What a rule said in the error of a call: the code, and the detail for programs.
fn refusal<Reply: std::fmt::Debug>(result: Result<Reply, Error>) -> (Code, RefusalDetail) {
    let status = match result {
        Err(Error::RpcStatus(status)) => status,
        other => panic!("this is no status: {other:?}"),
    };
    let mut detail = RefusalDetail::new();
    for entry in status.get_details() {
        assert_eq!(entry.type_url, "type.googleapis.com/cohort.v1.RefusalDetail");
        detail.merge_from_bytes(&entry.value).expect("the detail can be read");
    }
    (status.get_code(), detail)
}

fn main() {
    let path = std::env::var("COHORT_SOCKET").expect("COHORT_SOCKET names the socket");
    // `Client::connect` of this version takes abstract names only.
    let client = Client::new(UnixStream::connect(path).expect("somebody listens").into_raw_fd());

    let version: VersionReply = call(&client, "Meta.Version", &VersionRequest::new()).unwrap();
    assert_eq!(version.frame_size_max, 4 << 20);
    let me: WhoAmIReply = call(&client, "Sessions.WhoAmI", &WhoAmIRequest::new()).unwrap();
    assert_eq!(me.get_user().login, "root");

    let group = enter_group(&client, me.get_user().id);
    let ids = create_and_list(&client);
    let nothing = GetRequest { ids: vec![1 << 40], ..Default::default() };
    let (code, detail) = refusal(call::<GetReply>(&client, "Objects.Get", &nothing));
    assert_eq!((code, detail.get_rule()), (Code::NOT_FOUND, "no_such_object"));
    promote(&client, group);
    many_at_once(&client, ids[0]);
    deadlines(&client);
    keys(&client);
    println!("rust: ok, with cohortd {}", version.server);
}

fn enter_group(client: &Client, user: u32) -> u32 {
    let request = CreateGroupRequest { name: "rust".into(), level: Level::LEVEL_READ_ANNOTATE, ..Default::default() };
    let made: CreateGroupReply = call(client, "Accounts.CreateGroup", &request).unwrap();
    let group = made.get_group().id;
    let membership = SetMembershipRequest { user, group, role: Role::ROLE_OWNER, ..Default::default() };
    call::<SetMembershipReply>(client, "Accounts.SetMembership", &membership).unwrap();
    let switch = SwitchGroupRequest { group, ..Default::default() };
    call::<SwitchGroupReply>(client, "Sessions.SwitchGroup", &switch).unwrap();
    group
}

/// Makes five datasets and finds them again, in pages of two.
fn create_and_list(client: &Client) -> Vec<u64> {
    let made = (1..=5).map(|number| {
        let name = format!("Zellkultur №{number}");
        let request = CreateRequest { kind: Kind::KIND_DATASET, name, ..Default::default() };
        call::<CreateReply>(client, "Objects.Create", &request).unwrap().id
    });
    let ids: Vec<u64> = made.collect();
    let got = GetRequest { ids: ids[..1].to_vec(), ..Default::default() };
    let got: GetReply = call(client, "Objects.Get", &got).unwrap();
    assert_eq!(got.objects[0].name, "Zellkultur №1");

    let mut request = ListRequest { kind: Kind::KIND_DATASET, page_size: 2, ..Default::default() };
    request.set_owner(0); // a field that is optional: 0 is an owner, absent is anyone
    let mut listed = Vec::new();
    loop {
        let page: ListReply = call(client, "Objects.List", &request).unwrap();
        assert!(page.objects.len() <= 2);
        listed.extend(page.objects.iter().map(|object| object.id));
        if page.complete {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(listed, ids);
    ids
}

/// Shows a plan, and carries out the plan that was shown.
fn promote(client: &Client, group: u32) {
    let change = |dry_run: bool, digest: &[u8]| {
        let (level, digest) = (Level::LEVEL_READ_WRITE, digest.to_vec());
        let request = ChangeLevelRequest { group, level, dry_run, digest, ..Default::default() };
        call::<ChangeLevelReply>(client, "Accounts.ChangeLevel", &request)
    };
    let seen = change(true, &[]).unwrap().take_plan();
    assert!(seen.needs_digest && !seen.done);
    let (code, detail) = refusal(change(false, &[]));
    assert_eq!((code, detail.get_rule()), (Code::FAILED_PRECONDITION, "digest_required"));
    assert_eq!(detail.get_plan().digest, seen.digest);
    assert!(change(false, &seen.digest).unwrap().get_plan().done);
}

/// Has a thousand calls under way on the one connection.
fn many_at_once(client: &Client, object: u64) {
    std::thread::scope(|scope| {
        for _ in 0..1000 {
            let client = client.clone(); // on the same connection
            scope.spawn(move || {
                let request = CheckRequest { object, action: Action::ACTION_EDIT, ..Default::default() };
                let reply: CheckReply = call(&client, "Access.Check", &request).unwrap();
                assert_eq!(reply.verdict, Verdict::VERDICT_ALLOWED);
            });
        }
    });
}

fn deadlines(client: &Client) {
    let who = |nanoseconds| call_with::<WhoAmIReply>(client, "Sessions.WhoAmI", &WhoAmIRequest::new(), nanoseconds, &[]);
    who(Duration::from_secs(60).as_nanos() as i64).unwrap();
    assert_eq!(refusal(who(-1)).0, Code::DEADLINE_EXCEEDED);
}

/// Sends metadata: a change that is asked for twice with one key is made once.
fn keys(client: &Client) {
    let request = CreateRequest { kind: Kind::KIND_TAG, name: "once".into(), ..Default::default() };
    let metadata = [("idempotency-key", "rust-1"), ("anything-else", "is read over")];
    let make = || call_with::<CreateReply>(client, "Objects.Create", &request, 0, &metadata).unwrap().id;
    assert_eq!(make(), make());
}
