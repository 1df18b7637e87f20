import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { createAttestation, listAttestations, revokeAttestation } from './attestations.contract.js';
import { AttestationsService } from './attestations.service.js';

@Controller()
export class AttestationsController {
  constructor(private readonly attestations: AttestationsService) {}

  @Route(createAttestation)
  create(@Input() { ctx, params, body }: InputOf<typeof createAttestation>) {
    return this.attestations.create(ctx, params.id, body);
  }

  @Route(listAttestations)
  list(@Input() { ctx, params }: InputOf<typeof listAttestations>) {
    return this.attestations.list(ctx, params.id);
  }

  @Route(revokeAttestation)
  revoke(@Input() { ctx, params }: InputOf<typeof revokeAttestation>) {
    return this.attestations.revoke(ctx, params.id, params.attestation);
  }
}
