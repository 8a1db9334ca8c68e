// A gRPC server in C++, of Debian's library, that answers checks without deciding anything: server SOCKET
#include <grpcpp/grpcpp.h>

#include "cohort/v1/access.grpc.pb.h"

namespace v1 = cohort::v1;

class Access final : public v1::Access::CallbackService {
    grpc::ServerUnaryReactor *Check(
        grpc::CallbackServerContext *context, const v1::CheckRequest *, v1::CheckReply *reply) override {
        reply->set_verdict(v1::VERDICT_ALLOWED);
        reply->set_revision(1);
        return finish(context);
    }

    grpc::ServerUnaryReactor *BatchCheck(
        grpc::CallbackServerContext *context, const v1::BatchCheckRequest *request,
        v1::BatchCheckReply *reply) override {
        for (int index = 0; index < request->objects_size(); index++) reply->add_verdicts(v1::VERDICT_ALLOWED);
        reply->set_revision(1);
        return finish(context);
    }

    static grpc::ServerUnaryReactor *finish(grpc::CallbackServerContext *context) {
        auto *reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

int main(int, char **arguments) {
    Access access;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(std::string("unix:") + arguments[1], grpc::InsecureServerCredentials());
    builder.RegisterService(&access);
    builder.BuildAndStart()->Wait();
}
