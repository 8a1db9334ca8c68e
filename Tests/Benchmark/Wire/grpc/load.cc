// The client of the gRPC server: load SOCKET SECONDS CONNECTIONS DEPTH BATCH OBJECTS. It asks and prints what ../load.c does,
// but for the bytes of an answer.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <vector>

#include "cohort/v1/access.grpc.pb.h"

namespace v1 = cohort::v1;
using Clock = std::chrono::steady_clock;

static std::mt19937_64 dice;

template <typename Reply>
struct Call {
    grpc::ClientContext context;
    Reply reply;
    grpc::Status status;
    Clock::time_point begun = Clock::now();
    v1::Access::Stub *stub;
};

using CheckCall = Call<v1::CheckReply>;
using BatchCall = Call<v1::BatchCheckReply>;

static void start(CheckCall *call, grpc::CompletionQueue *queue, int, uint64_t objects) {
    v1::CheckRequest request;
    request.set_object(1 + dice() % objects);
    request.set_action(v1::ACTION_ANNOTATE);
    request.set_scope(v1::SCOPE_ALL);
    call->stub->AsyncCheck(&call->context, request, queue)->Finish(&call->reply, &call->status, call);
}

static void start(BatchCall *call, grpc::CompletionQueue *queue, int batch, uint64_t objects) {
    v1::BatchCheckRequest request;
    for (int index = 0; index < batch; index++) request.add_objects(1 + dice() % objects);
    request.add_actions(v1::ACTION_ANNOTATE);
    request.set_scope(v1::SCOPE_ALL);
    call->stub->AsyncBatchCheck(&call->context, request, queue)->Finish(&call->reply, &call->status, call);
}

template <typename SomeCall>
static void begin(v1::Access::Stub *stub, grpc::CompletionQueue *queue, int batch, uint64_t objects) {
    auto *call = new SomeCall;
    call->stub = stub;
    start(call, queue, batch, objects);
}

template <typename SomeCall>
static void run(char **arguments) {
    const double seconds = std::atof(arguments[2]);
    const int connections = std::atoi(arguments[3]), depth = std::atoi(arguments[4]), batch = std::atoi(arguments[5]);
    const uint64_t objects = std::atoll(arguments[6]);
    grpc::CompletionQueue queue;
    std::vector<std::unique_ptr<v1::Access::Stub>> stubs;
    for (int index = 0; index < connections; index++) {
        grpc::ChannelArguments options;
        options.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else all channels share one connection
        stubs.push_back(v1::Access::NewStub(grpc::CreateCustomChannel(
            std::string("unix:") + arguments[1], grpc::InsecureChannelCredentials(), options)));
        for (int call = 0; call < depth; call++) begin<SomeCall>(stubs.back().get(), &queue, batch, objects);
    }
    std::vector<double> latencies;
    const auto started = Clock::now();
    void *tag;
    bool ok;
    while (std::chrono::duration<double>(Clock::now() - started).count() < seconds && queue.Next(&tag, &ok)) {
        std::unique_ptr<SomeCall> call(static_cast<SomeCall *>(tag));
        if (!ok || !call->status.ok()) {
            std::fprintf(stderr, "a call failed: %s\n", call->status.error_message().c_str());
            std::exit(1);
        }
        latencies.push_back(std::chrono::duration<double, std::micro>(Clock::now() - call->begun).count());
        begin<SomeCall>(call->stub, &queue, batch, objects);
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - started).count();
    std::sort(latencies.begin(), latencies.end());
    std::printf("%.0f %.2f %.2f 0\n", latencies.size() / elapsed, latencies[latencies.size() / 2],
        latencies[latencies.size() * 99 / 100]);
    std::fflush(stdout);
    std::_Exit(0);  // the calls in flight are of no interest
}

int main(int count, char **arguments) {
    if (count != 7) return std::fprintf(stderr, "load SOCKET SECONDS CONNECTIONS DEPTH BATCH OBJECTS\n"), 64;
    if (std::atoi(arguments[5]) == 1) run<CheckCall>(arguments);
    run<BatchCall>(arguments);
}
