import { Module } from '@nestjs/common';
import { ProjectsModule } from '#projects/projects.module.js';
import { AccessController } from './access.controller.js';
import { AccessRepository } from './access.repository.js';
import { ExchangeService } from './exchange.service.js';
import { IdentitiesService } from './identities.service.js';
import { InvitationsService } from './invitations.service.js';
import { IssuerTokens } from './issuer-tokens.service.js';
import { KeySessions } from './key-sessions.service.js';
import { LoginController } from './login.controller.js';
import { LoginService } from './login.service.js';
import { PersonKeys } from './person-keys.service.js';
import { ProviderService } from './provider.service.js';
import { SessionDoor } from './session-door.service.js';
import { SessionsService } from './sessions.service.js';
import { TrustsRepository } from './trusts.repository.js';
import { TrustsService } from './trusts.service.js';

@Module({
  imports: [ProjectsModule],
  providers: [
    AccessRepository,
    TrustsRepository,
    IssuerTokens,
    TrustsService,
    ExchangeService,
    PersonKeys,
    ProviderService,
    LoginService,
    IdentitiesService,
    InvitationsService,
    SessionsService,
    KeySessions,
    SessionDoor,
  ],
  controllers: [AccessController, LoginController],
  exports: [SessionDoor],
})
export class AccessModule {}
